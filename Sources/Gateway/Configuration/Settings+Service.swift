public import PubSub

extension Settings {
    /// One pubsub service: an XMPP domain, and the Host that its pages use.
    public struct Service: Sendable, Hashable {
        /// The service's address, prepared as a JID's domain (RFC 7622 §3.2).
        public var host: String
        /// Requests with any Host are this service's: only the embedded one's.
        public var answersAnyHost: Bool
        /// The link to an XMPP server; nil: publishing is by HTTP alone.
        public var component: Component?
        /// Who administers the service, who creates nodes, and how.
        public var settings: ServiceSettings

        /// By default, only admins create nodes, and publishing is by HTTP alone.
        public init(
            host: String, answersAnyHost: Bool = false, component: Component? = nil,
            settings: ServiceSettings = ServiceSettings()
        ) {
            self.host = host
            self.answersAnyHost = answersAnyHost
            self.component = component
            self.settings = settings
        }

        /// The service that runs when nothing is configured.
        public static let embedded = Service(
            host: "localhost", answersAnyHost: true,
            settings: ServiceSettings(creators: .anyone, createsOnPublish: true, awaitsNodes: true))
    }

    /// Where the XMPP server accepts this service as its component (XEP-0114).
    public struct Component: Sendable, Hashable {
        /// The server's component listener.
        public var server: Endpoint
        /// What the server knows this component by.
        public var secret: Secret

        /// Both as the server's own configuration has them.
        public init(server: Endpoint, secret: Secret) {
            self.server = server
            self.secret = secret
        }
    }
}
