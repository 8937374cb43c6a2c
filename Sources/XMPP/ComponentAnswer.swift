/// What has answered in the place of a component port, as far as its first bytes tell.
public enum ComponentAnswer: Sendable, Hashable {
    /// HTTP.
    case web
    /// TLS, which a component does not speak.
    case encrypted
    /// A stream for clients (RFC 6120), usually 5222.
    case clients
    /// A stream for servers, usually 5269.
    case servers
    /// Something else that begins with these words.
    case other(String)

    /// So many bytes are enough to tell.
    static let tellingBytes = 60

    /// - Parameter bytes: the first that came.
    init(_ bytes: some Collection<UInt8>) {
        let text = String(decoding: bytes.prefix(Self.tellingBytes), as: UTF8.self)
        // An alert or a handshake (RFC 8446 §5.1).
        if let first = bytes.first, [0x15, 0x16].contains(first), bytes.dropFirst().first == 3 {
            self = .encrypted
        } else if text.hasPrefix("HTTP/") || text.lowercased().hasPrefix("<!doctype html")
            || text.lowercased().hasPrefix("<html")
        {
            self = .web
        } else {
            let printable = text.unicodeScalars.map { scalar in
                scalar.properties.generalCategory == .control || scalar == "\u{FFFD}"
                    ? " " : Character(scalar)
            }
            // Without what may be another at each attempt, as the time in a greeting.
            self = .other(
                String(printable).split(separator: " ").prefix(2).joined(separator: " "))
        }
    }

    /// What has answered: a clause.
    var clause: String {
        switch self {
        case .web: "a web server answers there (HTTP)"
        case .encrypted: "what answers there expects TLS, which components do not speak"
        case .clients: "the XMPP server's port for clients answers there"
        case .servers: "the XMPP server's port for other servers answers there"
        case .other(""): "what answers there speaks no XMPP"
        case .other(let words): "what answers there speaks no XMPP (\"\(words)\")"
        }
    }
}
