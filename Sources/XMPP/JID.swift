/// An XMPP address, `local@domain/resource`, prepared so that equal addresses are equal texts.
///
/// The parts are prepared with the stringprep profiles of RFC 6122, which XMPP servers use, under
/// the lengths of RFC 7622. It is one `String` and two offsets: a service holds very many of them.
public struct JID: Sendable {
    /// The full text.
    public let description: String
    /// Where the domain begins, in bytes; 0 when there is no local part.
    private let domainStart: UInt16
    /// Where the domain ends, in bytes.
    private let domainEnd: UInt16

    /// Parses and prepares an address.
    ///
    /// - Throws: `JIDError` when a part is empty, over 1023 bytes, or holds what its profile
    ///   forbids.
    public init(_ string: String) throws(JIDError) {
        // Bytes, not characters: a combining mark after a separator would hide it.
        let text = string.utf8[...]
        let slash = text.firstIndex(of: UInt8(ascii: "/"))
        let bare = text[..<(slash ?? text.endIndex)]
        let at = bare.firstIndex(of: UInt8(ascii: "@"))
        try self.init(
            local: at.map { String(Substring(bare[..<$0])) },
            domain: String(Substring(at.map { bare[bare.index(after: $0)...] } ?? bare)),
            resource: slash.map { String(Substring(text[text.index(after: $0)...])) })
    }

    /// Prepares an address from its parts; `nil` is a part that is not there, an empty one is
    /// refused.
    ///
    /// - Throws: `JIDError` when a part is empty, over 1023 bytes, or holds what its profile
    ///   forbids.
    public init(local: String?, domain: String, resource: String? = nil) throws(JIDError) {
        var text = ""
        if let local {
            text += try JIDPreparation.local(local)
            text += "@"
        }
        let start = text.utf8.count
        text += try JIDPreparation.domain(domain)
        let end = text.utf8.count
        if let resource {
            text += "/"
            text += try JIDPreparation.resource(resource)
        }
        // Three parts of 1023 bytes at most: an offset always fits.
        self.init(prepared: text, domainStart: UInt16(start), domainEnd: UInt16(end))
    }

    private init(prepared text: String, domainStart: UInt16, domainEnd: UInt16) {
        description = text
        self.domainStart = domainStart
        self.domainEnd = domainEnd
    }

    /// The part before the `@`, such as a user's name.
    public var local: String? {
        domainStart == 0 ? nil : slice(0, Int(domainStart) - 1)
    }

    /// The host: a server or a component.
    public var domain: String {
        slice(Int(domainStart), Int(domainEnd))
    }

    /// The part after the `/`, such as one connection of a user.
    public var resource: String? {
        isBare ? nil : slice(Int(domainEnd) + 1, description.utf8.count)
    }

    /// The address without its resource.
    public var bare: JID {
        isBare
            ? self
            : JID(
                prepared: slice(0, Int(domainEnd)), domainStart: domainStart, domainEnd: domainEnd)
    }

    /// Whether there is no resource.
    public var isBare: Bool {
        description.utf8.count == Int(domainEnd)
    }

    private func slice(_ start: Int, _ end: Int) -> String {
        let bytes = description.utf8
        let from = bytes.index(bytes.startIndex, offsetBy: start)
        let to = bytes.index(bytes.startIndex, offsetBy: end)
        return String(description[from..<to])
    }
}

// A prepared text fixes its parts, so the offsets need no comparison of their own. Preparing leaves
// code points as they are that Unicode 3.2 does not know (RFC 3454 §7), in whichever spelling.
extension JID: ExactText {}
