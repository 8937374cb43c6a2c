/// A host and a TCP port, written `HOST:PORT` or `[IPv6]:PORT`.
public struct Endpoint: Sendable, Hashable, CustomStringConvertible {
    /// A name or an address; an IPv6 address without its brackets.
    public var host: String
    /// 0…65535; 0 lets the kernel choose where a listener binds.
    public var port: Int

    /// Takes both as they are.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `HOST:PORT` or `[IPv6]:PORT`; nil: it is neither, or the port is no number to 65535.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...])
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty, host.allSatisfy({ $0.isLetter || $0.isNumber || "-._:%".contains($0) })
        else { return nil }
        self.init(host: String(host), port: Int(port))
    }

    /// As `init(_:)` reads it.
    public var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
