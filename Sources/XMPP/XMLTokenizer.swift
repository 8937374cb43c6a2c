/// Cuts an XMPP stream into whole elements as its bytes arrive.
///
/// How it works: libexpat reads the bytes and reports start tags, end tags and text; an
/// `ElementBuilder` makes elements of them; the events of one call are collected and returned when
/// expat has returned, so that whoever handles them may drop the tokenizer. Sizes are measured from
/// the end of one stanza to the end of the next, which makes the limits independent of how the
/// bytes were cut. Expat keeps every name it ever saw, and a stream lives for months while
/// publishers choose the names: after `parserLifetimeBytes` a new parser takes over between two
/// stanzas, told only the stream's start tag. A stanza that nests too deep or has too many
/// attributes is refused alone: a server passes on what its users send. After any other error the
/// tokenizer stays failed. A new connection needs a new tokenizer.
/// Source: RFC 6120 §4 and §11.
public final class XMLTokenizer {
    /// What was found in the stream.
    public enum Event: Sendable, Hashable {
        /// The stream's start tag, as an element without children.
        case streamOpened(Element)
        /// A whole child of the stream: a stanza, a handshake, a stream error.
        case element(Element)
        /// A child of the stream that nests too deep or has too many attributes, without its
        /// children: the stream goes on after it.
        case refused(Element, XMLError)
        /// The stream's end tag.
        case streamClosed
        /// The stream cannot be read further; reported once.
        case failed(XMLError)
    }

    /// Why nothing more will be read; `nil` while all is well.
    public private(set) var failure: XMLError?

    private let limits: XMLLimits
    private let parserLifetimeBytes: Int
    private var parser: ExpatParser
    /// What is given to the parser at once: a limit is enforced no later than this after it is
    /// passed.
    private static let sliceBytes = 64 * 1024

    /// Makes a tokenizer for one stream.
    ///
    /// - Parameter parserLifetimeBytes: how many bytes one parser reads before another takes over.
    public init(limits: XMLLimits = XMLLimits(), parserLifetimeBytes: Int = 1024 * 1024) {
        self.limits = limits
        self.parserLifetimeBytes = parserLifetimeBytes
        parser = ExpatParser(reading: .stream, limits: limits)
        parser.lifetimeBytes = parserLifetimeBytes
    }

    /// Reads the next bytes of the stream and returns what is complete with them, in order.
    public func feed(_ bytes: [UInt8]) -> [Event] {
        bytes.withUnsafeBytes { feed($0) }
    }

    /// Reads the next bytes of the stream and returns what is complete with them, in order.
    public func feed(_ bytes: UnsafeRawBufferPointer) -> [Event] {
        var events: [Event] = []
        var rest = bytes[...]
        while !rest.isEmpty, failure == nil {
            let slice = rest.prefix(Self.sliceBytes)
            let consumed = parser.parse(UnsafeRawBufferPointer(rebasing: slice))
            rest = rest.dropFirst(consumed)
            parser.moveEvents(to: &events)
            if let error = parser.failure {
                failure = error
                events.append(.failed(error))
            } else if let root = parser.retiredRoot {
                parser = ExpatParser(resuming: root, limits: limits, line: parser.line)
                parser.lifetimeBytes = parserLifetimeBytes
            }
        }
        return events
    }
}
