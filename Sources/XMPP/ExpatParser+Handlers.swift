import CExpat

extension ExpatParser {
    /// Connects the C reports of a parser to this object, which owns the parser and so outlives it.
    func installHandlers(on parser: XML_Parser?) {
        cexpat_report_at_once(parser)
        XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        // Prefixes are reported besides namespaces.
        XML_SetReturnNSTriplet(parser, 1)
        installContentHandlers(on: parser)
        installRefusals(on: parser)
    }

    private func installContentHandlers(on parser: XML_Parser?) {
        XML_SetElementHandler(
            parser,
            { context, name, attributes in
                guard let name, let attributes else { return }
                ExpatParser.from(context)?.elementStarted(name, attributes)
            },
            { context, _ in ExpatParser.from(context)?.elementEnded() })
        XML_SetStartNamespaceDeclHandler(parser) { context, prefix, uri in
            ExpatParser.from(context)?.namespaceDeclared(prefix, uri)
        }
        XML_SetCharacterDataHandler(parser) { context, text, length in
            ExpatParser.from(context)?.textRead(
                UnsafeRawBufferPointer(start: text, count: Int(length)))
        }
    }

    /// RFC 6120 §11.1: what a stream must not hold is refused where it begins, before anything of
    /// it is expanded.
    private func installRefusals(on parser: XML_Parser?) {
        XML_SetXmlDeclHandler(parser) { context, _, encoding, _ in
            guard let encoding else { return }
            let name = String(cString: encoding)
            if name.lowercased() != "utf-8" {
                ExpatParser.from(context)?.fail(.unsupportedEncoding(name))
            }
        }
        XML_SetStartDoctypeDeclHandler(parser) { context, _, _, _, _ in
            ExpatParser.from(context)?.fail(.restrictedXML(.documentType))
        }
        XML_SetProcessingInstructionHandler(parser) { context, _, _ in
            ExpatParser.from(context)?.fail(.restrictedXML(.processingInstruction))
        }
        XML_SetCommentHandler(parser) { context, _ in
            ExpatParser.from(context)?.fail(.restrictedXML(.comment))
        }
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> ExpatParser? {
        context.map { Unmanaged<ExpatParser>.fromOpaque($0).takeUnretainedValue() }
    }
}
