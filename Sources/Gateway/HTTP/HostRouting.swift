/// Finds the service that a request is for by the host that it names (RFC 9110 §7.2).
struct HostRouting: Sendable {
    private let services: [String: HostedService]
    /// The one that answers for hosts which no service has.
    private let fallback: HostedService?

    init(_ services: [HostedService]) {
        self.services = Dictionary(
            services.map { ($0.domain.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
        fallback = services.first { $0.answersAnyHost }
    }

    /// - Parameter authority: the `Host` field; its port does not matter, as a proxy may change it.
    /// - Throws: a problem that says which hosts there are.
    func service(for authority: String?) throws(Problem) -> HostedService {
        // Most clients write it as it is.
        if let authority, let service = services[authority] { return service }
        let host = authority.map(Self.host)
        if let host, let service = services[host] { return service }
        guard let fallback else { throw .unknownHost(host, known: Array(services.keys)) }
        return fallback
    }

    /// The host alone: in lower case, without port and without the dot of an absolute name.
    private static func host(of authority: String) -> String {
        var host = authority[...]
        if let colon = host.lastIndex(of: ":"), !host[colon...].contains("]") {
            host = host[..<colon]
        }
        if host.last == "." { host.removeLast() }
        return host.lowercased()
    }
}
