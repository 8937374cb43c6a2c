import CExpat

/// One libexpat parser and what it has read so far: the meaning of its reports, without the C of
/// them.
final class ExpatParser {
    /// What the bytes are.
    enum Subject {
        /// A stream, whose children are reported one by one.
        case stream
        /// One element and nothing else.
        case document
    }

    /// The reason why reading ended, if it is not the end of the bytes.
    private(set) var failure: XMLError?
    /// The stream's start tag, once the parser has read its share and another must take over.
    private(set) var retiredRoot: Element?
    /// After how many bytes it retires, at the next end of a stanza.
    var lifetimeBytes = Int.max

    private let parser: XML_Parser?
    private let subject: Subject
    private let limits: XMLLimits
    private let firstLine: Int
    private var builder = ElementBuilder()
    private var names = NameCache()
    private var declarations: [NamespaceDeclaration] = []
    private var root: Element?
    /// The stanza that is being read is over a limit; what follows of it is passed over.
    private var refusal: XMLError?
    /// How many elements are open that are passed over.
    private var skippedDepth = 0
    private var events: [XMLTokenizer.Event] = []
    /// All bytes given to the parser.
    private var fedBytes = 0
    /// Where the last stanza ended; what follows it counts against the limit.
    private var boundary = 0

    init(reading subject: Subject, limits: XMLLimits, line: Int = 1) {
        self.subject = subject
        self.limits = limits
        firstLine = line
        let separator = XML_Char(bitPattern: ExpandedName.separator)
        parser = XML_ParserCreateNS("UTF-8", separator)
        installHandlers(on: parser)
    }

    /// Takes over a stream between two stanzas.
    convenience init(resuming root: Element, limits: XMLLimits, line: Int) {
        self.init(reading: .stream, limits: limits, line: line)
        var bytes: [UInt8] = []
        XMLWriter.appendStartTag(root, to: &bytes)
        bytes.withUnsafeBytes { _ = parse($0) }
        events.removeAll()
        // The tag is told as it was written, not as it is written here.
        self.root = root
    }

    deinit {
        XML_ParserFree(parser)
    }

    /// The line it has come to, counted from 1.
    var line: Int { firstLine + Int(XML_GetCurrentLineNumber(parser)) - 1 }

    /// Reads bytes and gives back how many: all of them, unless it failed or retired.
    func parse(_ bytes: UnsafeRawBufferPointer, isFinal: Bool = false) -> Int {
        guard isUTF8(startingWith: bytes) else {
            failure = .unsupportedEncoding("UTF-16")
            return bytes.count
        }
        let before = fedBytes
        fedBytes += bytes.count
        let status = XML_Parse(
            parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count),
            isFinal ? 1 : 0)
        if retiredRoot != nil { return boundary - before }
        if failure == nil, status != XML_STATUS_OK { failure = parserError }
        if failure == nil, fedBytes - boundary > limits.maximumBytes {
            failure = .tooBig(limit: limits.maximumBytes)
        }
        return bytes.count
    }

    /// Hands over what was found.
    func moveEvents(to collected: inout [XMLTokenizer.Event]) {
        if collected.isEmpty {
            swap(&collected, &events)
        } else {
            collected += events
            events.removeAll(keepingCapacity: true)
        }
    }

    /// Whether it begins otherwise than UTF-16 does, which expat would read though told UTF-8.
    private func isUTF8(startingWith bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.prefix(max(0, 2 - fedBytes)).allSatisfy { ![0x00, 0xFE, 0xFF].contains($0) }
    }

    private var parserError: XMLError {
        let code = XML_GetErrorCode(parser)
        if code == XML_ERROR_UNDEFINED_ENTITY { return .restrictedXML(.entity) }
        let reason = XML_ErrorString(code).map { String(cString: $0) } ?? "unknown error"
        return .notWellFormed(line: line, reason: reason)
    }

    /// Ends the reading; expat may still make a report or two, which are ignored.
    func fail(_ error: XMLError) {
        guard failure == nil else { return }
        failure = error
        XML_StopParser(parser, XML_Bool(XML_FALSE))
    }
}

// What expat reports.
extension ExpatParser {
    func namespaceDeclared(_ prefix: UnsafePointer<CChar>?, _ uri: UnsafePointer<CChar>?) {
        // Beyond the limit the start tag, which comes next, is refused.
        guard declarations.count <= limits.maximumAttributes else { return }
        declarations.append(
            NamespaceDeclaration(
                prefix: prefix.map { String(cString: $0) } ?? "",
                namespace: uri.map { String(cString: $0) } ?? ""))
    }

    func elementStarted(
        _ qualifiedName: UnsafePointer<CChar>,
        _ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>
    ) {
        guard failure == nil, retiredRoot == nil else { return }
        defer { declarations.removeAll(keepingCapacity: true) }
        guard refusal == nil else {
            skippedDepth += 1
            return
        }
        let (attributes, isComplete) = read(attributes)
        let name = names.name(qualifiedName)
        let element = Element(
            name: name.name, namespace: name.namespace, prefix: name.prefix,
            declarations: isComplete ? declarations : [], attributes: attributes)
        if subject == .stream, root == nil {
            guard isComplete else {
                return fail(.tooManyAttributes(limit: limits.maximumAttributes))
            }
            root = element
            events.append(.streamOpened(element))
            boundary = eventEnd
        } else if builder.depth == limits.maximumDepth {
            skippedDepth = 1
            refuse(.tooDeep(limit: limits.maximumDepth))
        } else {
            builder.start(element)
            if !isComplete { refuse(.tooManyAttributes(limit: limits.maximumAttributes)) }
        }
    }

    /// A document is refused at once. Of a stream only the stanza is: anybody may send a server
    /// such a one, and it passes it on.
    private func refuse(_ error: XMLError) {
        if subject == .document { fail(error) } else { refusal = error }
    }

    func elementEnded() {
        guard failure == nil, retiredRoot == nil else { return }
        if skippedDepth > 0 {
            skippedDepth -= 1
        } else if builder.depth == 0 {
            events.append(.streamClosed)
        } else if let element = builder.end() {
            stanzaEnded(element)
        }
    }

    private func stanzaEnded(_ element: Element) {
        let end = eventEnd
        guard end - boundary <= limits.maximumBytes else {
            return fail(.tooBig(limit: limits.maximumBytes))
        }
        boundary = end
        if let error = refusal {
            var element = element
            element.children = []
            events.append(.refused(element, error))
            refusal = nil
        } else {
            events.append(.element(element))
        }
        if subject == .stream, end >= lifetimeBytes {
            retiredRoot = root
            XML_StopParser(parser, XML_Bool(XML_FALSE))
        }
    }

    func textRead(_ text: UnsafeRawBufferPointer) {
        guard failure == nil, retiredRoot == nil else { return }
        if builder.depth > 0 {
            if refusal == nil { builder.append(text) }
        } else if text.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) {
            // White space between stanzas keeps the connection alive and counts for no stanza.
            boundary = eventEnd
        } else {
            fail(.textBetweenStanzas)
        }
    }

    /// The attributes of a start tag, as many as the limit allows together with the declarations.
    private func read(
        _ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>
    ) -> (attributes: [Attribute], isComplete: Bool) {
        var result: [Attribute] = []
        var index = 0
        while let name = attributes[index], let value = attributes[index + 1] {
            guard declarations.count + result.count < limits.maximumAttributes else {
                return (result, false)
            }
            let expanded = names.name(name)
            result.append(
                Attribute(
                    name: expanded.name, namespace: expanded.namespace, prefix: expanded.prefix,
                    value: String(cString: value)))
            index += 2
        }
        return (result, declarations.count <= limits.maximumAttributes)
    }

    /// How many bytes the parser has read up to the end of what it reports now.
    private var eventEnd: Int {
        Int(XML_GetCurrentByteIndex(parser)) + Int(XML_GetCurrentByteCount(parser))
    }
}
