/// A service as the web sees it: the host that pages name, and the domain that its nodes belong to.
public struct HostedService: Sendable, Hashable {
    /// The service's domain: the Host that picks it.
    public var domain: String
    /// It also answers for hosts that no service has, as the embedded one does.
    public var answersAnyHost: Bool

    public init(domain: String, answersAnyHost: Bool = false) {
        self.domain = domain
        self.answersAnyHost = answersAnyHost
    }
}
