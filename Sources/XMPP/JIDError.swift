/// Why a text is not an XMPP address.
public enum JIDError: Error, Sendable, Hashable {
    /// One of the three parts of an address.
    public enum Part: String, Sendable, Hashable {
        case local
        case domain
        case resource
    }

    /// The part is missing although its separator is there, or nothing is left of it after
    /// preparation.
    case empty(Part)
    /// The part is longer than 1023 bytes (RFC 7622 §3.1).
    case tooLong(Part)
    /// The part holds characters that its profile forbids.
    case forbiddenCharacters(Part)
}

extension JIDError: CustomStringConvertible {
    /// One sentence for people; it does not repeat the address.
    public var description: String {
        switch self {
        case .empty(let part): "The \(part.rawValue) part of the address is empty."
        case .tooLong(let part): "The \(part.rawValue) part of the address is over 1023 bytes."
        case .forbiddenCharacters(let part):
            "The \(part.rawValue) part of the address holds characters that are not allowed there."
        }
    }
}
