import Foundation
import JWTKit

@testable import Gateway

/// Signs tokens that are soon over, as a back end does that shares a key with the server.
enum Mint {
    private static let secret = "a secret that is long enough for HS256, and known to both"

    /// A token of a person's, and when it is over, in seconds since 1970.
    static func token(
        of person: Person, lasting duration: Duration
    ) async throws -> (text: String, validUntil: Double) {
        let validUntil = Date().timeIntervalSince1970 + duration / .seconds(1)
        var claims = TokenClaims(sub: "\(person)@example.org", exp: validUntil)
        if person == .juliet { claims.sluice = .init(read: [Plan.closed, Plan.changing]) }
        let keys = await JWTKeyCollection().add(
            hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
        return (try await keys.sign(claims), validUntil)
    }

    /// The server's side of it.
    static func key() async throws -> TokenKey {
        TokenKey(
            id: nil,
            algorithm: try await VerifyingKey(.secret(Secret(secret)), for: .hs256).verifier)
    }
}
