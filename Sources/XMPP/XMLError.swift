/// Why XML from outside was refused.
public enum XMLError: Error, Sendable, Hashable {
    /// What RFC 6120 §11.1 forbids in a stream although XML allows it.
    public enum Restricted: String, Sendable, Hashable {
        case documentType = "a document type declaration"
        case entity = "an entity reference"
        case processingInstruction = "a processing instruction"
        case comment = "a comment"
    }

    /// Not XML, or not UTF-8; the line counts from 1, the reason is the parser's own.
    case notWellFormed(line: Int, reason: String)
    /// A feature of XML that is refused, because it is a way to attack and no stanza needs it.
    case restrictedXML(Restricted)
    /// The document names an encoding other than UTF-8 (RFC 6120 §11.6).
    case unsupportedEncoding(String)
    /// Text between stanzas, where only white space may stand (RFC 6120 §11.7).
    case textBetweenStanzas
    /// Elements nested deeper than this.
    case tooDeep(limit: Int)
    /// One stanza, or one document, of more bytes than this.
    case tooBig(limit: Int)
    /// One element with more attributes and namespace declarations than this.
    case tooManyAttributes(limit: Int)
}

extension XMLError: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
        switch self {
        case .notWellFormed(let line, let reason):
            "The XML is not well-formed at line \(line): \(reason)."
        case .restrictedXML(let what):
            "The XML contains \(what.rawValue), which XMPP forbids."
        case .unsupportedEncoding(let name):
            "The XML is in the encoding \(name); only UTF-8 is accepted."
        case .textBetweenStanzas:
            "There is text between two stanzas."
        case .tooDeep(let limit):
            "The XML nests more than \(limit) elements."
        case .tooBig(let limit):
            "The XML is larger than \(limit) bytes."
        case .tooManyAttributes(let limit):
            "An element has more than \(limit) attributes."
        }
    }
}
