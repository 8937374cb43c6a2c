extension Settings {
    /// Whose tokens are taken, and how.
    public struct Tokens: Sendable, Hashable {
        /// Besides Sluice's own.
        public var keys: [TokenKey] = []
        /// The cookie that may have a token; `nil`: none.
        public var cookie: String?
        /// How long a ticket is good.
        public var ticket = Duration.seconds(30)
        /// How long before a token ends its streams are told.
        public var notice = Duration.seconds(60)
        /// How long the tokens are good that XMPP users ask for.
        public var lifetime = Duration.seconds(86_400)

        /// By default, only Sluice's own key counts.
        public init() {}
    }

    /// A key that signs tokens, and what they must say.
    public struct TokenKey: Sendable, Hashable {
        /// What the key is made from.
        public enum Material: Sendable, Hashable {
            case secret(Secret)
            /// A public key (RFC 7468 §13).
            case pem(String)
            /// A public key in JSON (RFC 7517 §4).
            case jwk(String)
        }

        /// The `kid` of its tokens.
        public var id: String?
        /// The only `alg` that counts.
        public var algorithm: TokenAlgorithm
        public var material: Material
        /// What `iss` must be; `nil`: anything.
        public var issuer: String?
        /// What `aud` must have; `nil`: the service's host, where a token has any.
        public var audience: String?
        /// The services that it is for; empty: all.
        public var hosts: Set<String> = []

        /// Makes a key of any issuer, for all services.
        public init(id: String? = nil, algorithm: TokenAlgorithm, material: Material) {
            self.id = id
            self.algorithm = algorithm
            self.material = material
        }
    }
}
