import JWTKit
import PubSub
import XMPP

/// Signs tokens with Sluice's own key, for XMPP users who ask for one.
struct TokenIssuer: Sendable {
    /// The `kid` of the key, which no other may have.
    static let keyID = "sluice"
    /// The name of its file in the data folder.
    static let fileName = "token-key"

    /// How long a token is good.
    let lifetime: Duration
    private let keys: JWTKeyCollection
    /// What judges the tokens that it signs.
    let key: TokenKey

    /// - Parameter secret: 32 characters or more (RFC 7518 §3.2).
    init(secret: Secret, lifetime: Duration) async throws {
        self.lifetime = lifetime
        keys = await JWTKeyCollection().add(
            hmac: HMACKey(from: secret.value), digestAlgorithm: .sha256)
        key = TokenKey(id: Self.keyID, algorithm: try await keys.getKey())
    }

    /// A token by which a service knows a user.
    func token(
        for subject: JID, service: String, at now: Timestamp
    ) async throws -> (token: String, expires: Timestamp) {
        let seconds = now.milliseconds / 1000
        let expires = seconds + lifetime.milliseconds / 1000
        let claims = TokenClaims(
            iss: service, sub: subject.bare.description, aud: [service], exp: Double(expires),
            iat: Double(seconds))
        var header = JWTHeader()
        header.kid = Self.keyID
        let token = try await keys.sign(claims, header: header)
        return (token, Timestamp(milliseconds: expires * 1000))
    }
}
