import HTTPTypes

/// Finds out which host a request is for (RFC 9110 §7.2): a request that says it twice, or in a way that can be
/// read in two, is none that a proxy before us and Sluice would understand alike.
enum RequestAuthority {
    /// Why a request is for no host.
    enum Fault: Error, Sendable, Hashable {
        /// RFC 9112 §3.2, RFC 9113 §8.3.1.
        case missing
        /// There are so many `Host` fields.
        case several(Int)
        /// It is not written as a host is (RFC 3986 §3.2.2).
        case malformed(String)
        /// `:authority` names another host than `Host` or the path (RFC 9113 §8.3.1).
        case different(String, String)
    }

    /// The host of a request over HTTP/1. A target in the absolute form takes the place of the field
    /// (RFC 9112 §3.2.2).
    ///
    /// - Parameters:
    ///   - target: as it was written.
    ///   - hosts: what each `Host` field says.
    ///   - isRequired: the client must send one: it speaks HTTP/1.1.
    /// - Returns: `nil` where the client may leave it out, and has.
    static func http1(
        target: String, hosts: [String], isRequired: Bool
    ) throws(Fault) -> String? {
        guard hosts.count <= 1 else { throw .several(hosts.count) }
        let named = try hosts.first.map(checked)
        guard named != nil || !isRequired else { throw .missing }
        guard let form = AbsoluteForm(target) else { return named }
        guard !form.authority.isEmpty else { throw .malformed(target) }
        return try checked(String(form.authority))
    }

    /// The host of a request over HTTP/2.
    ///
    /// - Parameters:
    ///   - authority: the pseudo-header field.
    ///   - target: the path, which names no host in the requests of any client that means well.
    static func http2(
        authority: String?, target: String, hosts: [String]
    ) throws(Fault) -> String {
        guard hosts.count <= 1 else { throw .several(hosts.count) }
        guard let named = authority ?? hosts.first else { throw .missing }
        let others = [hosts.first, AbsoluteForm(target).map { String($0.authority) }]
        for case let other? in others where other.lowercased() != named.lowercased() {
            throw .different(named, other)
        }
        return try checked(named)
    }

    /// - Returns: the text, which may be empty (RFC 9110 §7.2), without the blanks around it.
    private static func checked(_ text: String) throws(Fault) -> String {
        let text = String(text.trimmingBlanks)
        let (host, port) = parts(of: text)
        guard port.utf8.allSatisfy(isDigit),
            host.first == "[" ? isLiteral(host) : host.utf8.allSatisfy(isOfName)
        else { throw .malformed(text) }
        return text
    }

    private static func parts(of text: String) -> (host: Substring, port: Substring) {
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")),
            !text[colon...].utf8.contains(UInt8(ascii: "]"))
        else { return (text[...], "") }
        return (text[..<colon], text[text.utf8.index(after: colon)...])
    }

    private static func isLiteral(_ host: Substring) -> Bool {
        host.last == "]"
            && host.dropFirst().dropLast().utf8.allSatisfy {
                isOfName($0) && $0 != UInt8(ascii: "%") || $0 == UInt8(ascii: ":")
            }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// `reg-name`; and the letters beyond ASCII, which some clients do not encode. It has no `@`: who writes
    /// a user there wants a name to be taken for the host that it is not (RFC 9110 §4.2.4).
    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), 0x80...0xFF:
            true
        default: "-._~!$&'()*+;=%".utf8.contains(byte)
        }
    }
}

/// A target that names its host, `http://HOST/PATH`, as clients write it to a proxy (RFC 9112 §3.2.2).
struct AbsoluteForm {
    var authority: Substring
    /// The rest, with its slash or question mark where it has one.
    var path: Substring

    /// `nil` where a target is of another form.
    init?(_ target: String) {
        guard target.utf8.first != UInt8(ascii: "/"),
            let mark = target.firstRange(of: "://"), mark.lowerBound > target.startIndex,
            target[..<mark.lowerBound].utf8.allSatisfy(Self.isOfScheme)
        else { return nil }
        let rest = target[mark.upperBound...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        authority = rest[..<end]
        path = rest[end...]
    }

    private static func isOfScheme(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "+-.".utf8.contains(byte)
        }
    }
}

extension Problem {
    static func host(_ fault: RequestAuthority.Fault) -> Problem {
        let reason =
            switch fault {
            case .missing: "The request names no host."
            case .several(let count): "The request has \(count) fields Host."
            case .malformed(let text): "'\(text)' is no host."
            case .different(let authority, let other):
                "The request is for '\(authority)' (:authority), and for '\(other)'."
            }
        return Problem(
            status: .badRequest, slug: "bad-host", title: "The host is in doubt",
            detail: "\(reason) A request names one host, once, as Host: HOST or Host: HOST:PORT.")
    }
}
