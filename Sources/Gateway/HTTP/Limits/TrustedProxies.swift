import HTTPTypes

/// Finds out whose request it is where proxies stand in between.
///
/// Everybody can write the fields that name a client, so they count only from proxies that the operator
/// has named, and only as far as these reach: from the right, where the nearest proxy has added its own
/// client, to the first address that is no proxy of ours. What stands to the left of it is hearsay.
public struct TrustedProxies: Sendable, Hashable {
    /// Which field the proxies write. The other one is never read: a proxy that does not know it passes
    /// on whatever the client sent.
    public enum Field: String, Sendable, Hashable, CaseIterable {
        case xForwardedFor = "x-forwarded-for"
        /// RFC 7239.
        case forwarded
    }

    var networks: [Network]
    /// Whoever may use a Unix-domain socket of this machine is a proxy of ours.
    var areLocal = false
    /// The field that they write.
    public var field: Field

    /// A client can send many addresses; more proxies than this are in nobody's way.
    private static let maximumHops = 16

    init(networks: [Network] = [], field: Field = .xForwardedFor) {
        self.networks = networks
        self.field = field
    }

    /// By default, no proxy is trusted.
    public init() {
        self.init(networks: [])
    }

    /// The client, as far as it is known for sure.
    ///
    /// - Parameter peer: who is at the other end of the connection; `nil` at a Unix-domain socket.
    /// - Returns: `nil` where no address is known.
    func client(peer: NetworkAddress?, fields: HTTPFields) -> NetworkAddress? {
        guard peer.map(isTrusted) ?? areLocal else { return peer }
        var client = peer
        for hop in hops(fields).prefix(Self.maximumHops) {
            // Unknown, obfuscated, or no address at all: the last proxy is all that is known.
            guard let hop else { return client }
            client = hop
            guard isTrusted(hop) else { return hop }
        }
        return client
    }

    private func isTrusted(_ address: NetworkAddress) -> Bool {
        networks.contains { $0.contains(address) }
    }

    /// The clients that the proxies name, the nearest first; `nil` for one that is no address.
    private func hops(_ fields: HTTPFields) -> [NetworkAddress?] {
        switch field {
        case .xForwardedFor:
            fields[values: .xForwardedFor].reversed().flatMap { XForwardedFor.hops($0).reversed() }
        case .forwarded:
            fields[values: .forwarded].reversed().flatMap { line -> [NetworkAddress?] in
                // A quote that a client left open would swallow what our proxy wrote after it.
                Forwarded.hops(line)?.reversed() ?? [nil]
            }
        }
    }
}

extension HTTPField.Name {
    // swift-format-ignore: NeverForceUnwrap
    fileprivate static let xForwardedFor = HTTPField.Name("X-Forwarded-For")!
    // swift-format-ignore: NeverForceUnwrap
    fileprivate static let forwarded = HTTPField.Name("Forwarded")!
}
