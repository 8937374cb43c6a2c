import JWTKit
import Logging
import PubSub
import Synchronization
import XMPP

@testable import Gateway

/// Signs tokens as a back end does that shares a key with the server.
struct TokenMint {
    static let secret = "a secret that is long enough for each of the algorithms, even for HS512"

    /// When all of it happens.
    static let now = Timestamp(milliseconds: 1_700_000_000_000)

    /// - Parameters:
    ///   - seconds: how long it is valid; `nil`: it does not say.
    static func token(
        sub: String? = nil, read: [String]? = nil, publish: [String]? = nil, seconds: Double? = 600,
        aud: [String]? = nil, iss: String? = nil, nbf: Double? = nil, kid: String? = nil,
        secret: String = secret, digest: DigestAlgorithm = .sha256
    ) async throws -> String {
        let now = Double(now.milliseconds / 1000)
        var claims = TokenClaims(
            iss: iss, sub: sub, aud: aud, exp: seconds.map { now + $0 }, nbf: nbf.map { now + $0 })
        if read != nil || publish != nil {
            claims.sluice = .init(read: read, publish: publish)
        }
        let keys = await JWTKeyCollection().add(
            hmac: HMACKey(from: secret), digestAlgorithm: digest)
        var header = JWTHeader()
        if let kid { header.kid = kid }
        return try await keys.sign(claims, header: header)
    }

    /// The server's side of the key.
    static func key(id: String? = nil) async throws -> TokenKey {
        TokenKey(
            id: id,
            algorithm: try await VerifyingKey(.secret(Secret(secret)), for: .hs256).verifier)
    }
}

extension Access {
    static func of(
        keys: [TokenKey], cookie: String? = nil,
        clock: @escaping @Sendable () -> Timestamp = { TokenMint.now },
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    ) -> Access {
        Access(
            publishToken: PublishToken(RoutesFixture.token), verifier: TokenVerifier(keys: keys),
            tickets: Tickets(lifetime: .seconds(30)), cookie: cookie, clock: clock,
            refusals: RefusalLog(logger))
    }
}
