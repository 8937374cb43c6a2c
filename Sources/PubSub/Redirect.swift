import XMPP

/// What takes the place of a node that is deleted (XEP-0060 §8.4.2): often another node's address, as
/// `xmpp:pubsub.example.org?;node=news`.
public struct Redirect: Sendable, Hashable {
    /// A URI with its scheme (RFC 3986 §3).
    public let uri: String

    /// It stands in each subscriber's notification.
    public static let maximumBytes = 2048

    /// `nil`: it is no URI, or longer than `maximumBytes`.
    public init?(_ uri: String) {
        guard uri.utf8.count <= Self.maximumBytes, let colon = uri.utf8.firstIndex(of: 0x3A) else {
            return nil
        }
        let scheme = uri.utf8[..<colon]
        let rest = uri.utf8[colon...].dropFirst()
        guard scheme.first.map(Self.isLetter) == true, !rest.isEmpty,
            scheme.allSatisfy({ Self.isLetter($0) || Self.isDigit($0) || "+-.".utf8.contains($0) }),
            rest.allSatisfy({ Self.isLetter($0) || Self.isDigit($0) || Self.others.contains($0) })
        else { return nil }
        self.uri = uri
    }

    /// RFC 3986 §2: what is neither a letter nor a digit. Anything else is percent-encoded.
    private static let others = Set("-._~:/?#[]@!$&'()*+,;=%".utf8)

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte)
    }
}

extension Redirect {
    /// The one in `<delete/>`, if there is one (XEP-0060 §17.4).
    ///
    /// - Throws: `malformed` for what is no URI.
    init?(in delete: Element) throws(PubSubError) {
        guard let element = try delete.only("redirect", namespace: Namespaces.pubsubOwner) else {
            return nil
        }
        guard let redirect = element[attribute: "uri"].flatMap(Redirect.init) else {
            throw .malformed(
                "<redirect/> has no attribute uri with a URI of \(Self.maximumBytes) bytes at most")
        }
        self = redirect
    }
}
