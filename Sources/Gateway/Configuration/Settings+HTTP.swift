extension Settings {
    /// How Sluice meets the web.
    public struct HTTP: Sendable, Hashable {
        /// Where listeners bind, at least one.
        public var listen: [ListenAddress]
        /// The rights of the files of Unix-domain sockets.
        public var socketMode: UInt32
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
            listen: [ListenAddress] = [.tcp(Endpoint(host: "127.0.0.1", port: 5280))],
            socketMode: UInt32 = 0o660,
            retry: Duration = .seconds(2), heartbeat: Duration = .seconds(15),
            cors: OriginPolicy = OriginPolicy(), proxies: TrustedProxies = TrustedProxies()
        ) {
            self.listen = listen
            self.socketMode = socketMode
            self.retry = retry
            self.heartbeat = heartbeat
            self.cors = cors
            self.proxies = proxies
        }
    }

    /// How Sluice meets the web where it encrypts by itself, by HTTP/1.1 and HTTP/2.
    public struct HTTPS: Sendable, Hashable {
        /// Where listeners bind, as soon as there is a certificate.
        public var listen: [ListenAddress]
        /// The path of the certificate and those between it and the root, in PEM form; nil: none.
        public var certificate: String?
        /// The path of the certificate's key, in PEM form.
        public var key: String?

        /// By default, nothing is encrypted.
        public init(
            listen: [ListenAddress] = [.tcp(Endpoint(host: "127.0.0.1", port: 5281))],
            certificate: String? = nil, key: String? = nil
        ) {
            self.listen = listen
            self.certificate = certificate
            self.key = key
        }

        /// nil: nothing is encrypted.
        var files: CertificateFiles? {
            guard let certificate, let key else { return nil }
            return CertificateFiles(certificate: certificate, key: key)
        }
    }
}
