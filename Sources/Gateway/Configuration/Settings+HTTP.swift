extension Settings {
    /// How Sluice meets the web.
    public struct HTTP: Sendable, Hashable {
        /// Where the listener binds.
        public var listen: Endpoint
        /// How long a browser waits before it connects again, sent as `retry:` (HTML §9.2.6).
        public var retry: Duration
        /// How long a stream may be silent before it is sent a comment.
        public var heartbeat: Duration
        /// Whose pages may read what Sluice answers.
        public var cors: OriginPolicy
        /// The proxies that clients come through.
        public var proxies: TrustedProxies

        /// By default, what the embedded mode has.
        public init(
            listen: Endpoint = Endpoint(host: "127.0.0.1", port: 5280),
            retry: Duration = .seconds(2), heartbeat: Duration = .seconds(15),
            cors: OriginPolicy = OriginPolicy(), proxies: TrustedProxies = TrustedProxies()
        ) {
            self.listen = listen
            self.retry = retry
            self.heartbeat = heartbeat
            self.cors = cors
            self.proxies = proxies
        }
    }
}
