/// Where a listener binds: `HOST:PORT`, `[IPv6]:PORT` or `unix:/PATH`.
public enum ListenAddress: Sendable, Hashable, CustomStringConvertible {
    case tcp(Endpoint)
    case unix(path: String)

    private static let prefix = "unix:"
    /// What the kernel has room for (unix(7)).
    static let maximumPathBytes = 107

    /// nil: it is none of these.
    public init?(_ text: String) {
        if text.hasPrefix(Self.prefix) {
            let path = String(text.dropFirst(Self.prefix.count))
            guard path.hasPrefix("/"), path.utf8.count <= Self.maximumPathBytes else { return nil }
            self = .unix(path: path)
        } else {
            guard let endpoint = Endpoint(text) else { return nil }
            self = .tcp(endpoint)
        }
    }

    /// As `init(_:)` reads it.
    public var description: String {
        switch self {
        case .tcp(let endpoint): endpoint.description
        case .unix(let path): Self.prefix + path
        }
    }

    /// nil: it is no address of a network.
    public var endpoint: Endpoint? {
        if case .tcp(let endpoint) = self { endpoint } else { nil }
    }
}

/// Why an address cannot be listened on.
struct ListenFailure: Error, CustomStringConvertible {
    var address: ListenAddress
    /// The setting that it comes from.
    var key: String
    var cause: any Error

    var description: String { "cannot listen on \(address): \(cause)" }
}
