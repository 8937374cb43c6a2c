import Foundation
import JWTKit
import PubSub
import Testing
import XMPP

@testable import Gateway

@Suite struct TokenVerifierTests {
    private let host = "pubsub.example.org"

    private func judge(
        _ token: String, _ keys: [TokenKey]
    ) throws(TokenRefusal) -> Identity {
        try TokenVerifier(keys: keys).identity(of: token[...], for: host, at: TokenMint.now)
    }

    @Test func `A token speaks for the bare JID of its sub, until it expires`() async throws {
        let key = try await TokenMint.key()
        let token = try await TokenMint.token(sub: "Juliet@example.org/balcony")
        let identity = try judge(token, [key])
        #expect(identity.requester == .entity(try JID("juliet@example.org")))
        #expect(identity.expires?.milliseconds == TokenMint.now.milliseconds + 600_000)
        #expect(identity.token == "juliet@example.org")
        let nameless = try await TokenMint.token(read: ["a"])
        let name = try #require(try judge(nameless, [key]).token)
        #expect(!nameless.contains(name))
        let other = try await TokenMint.token(read: ["b"])
        #expect(try judge(other, [key]).token != name)
    }

    @Test func `What a token grants is part of who asks, with or without a JID`() async throws {
        let key = try await TokenMint.key()
        let grants = Grants(read: [NodePattern("news/*")], publish: [NodePattern("chat")])
        for sub in ["juliet@example.org", nil] {
            let token = try await TokenMint.token(sub: sub, read: ["news/*"], publish: ["chat"])
            let jid = try sub.map { try JID($0) }
            #expect(
                try judge(token, [key]).requester == .granted(grants, to: jid))
        }
    }

    @Test func `What is not right about a token is told apart for the log`() async throws {
        let key = try await TokenMint.key()
        let sub = "juliet@example.org"
        let many = Array(repeating: "a", count: 101)
        let tokens: [(TokenRefusal, String)] = [
            (.expired(at: TokenMint.now), try await TokenMint.token(sub: sub, seconds: 0)),
            (.withoutExpiry, try await TokenMint.token(sub: sub, seconds: nil)),
            (
                .notYetValid(
                    before: Timestamp(milliseconds: TokenMint.now.milliseconds + 60_000)),
                try await TokenMint.token(sub: sub, nbf: 60)
            ),
            (
                .milliseconds(claim: "exp"),
                try await TokenMint.token(sub: sub, seconds: 1000 * 1_700_000_000)
            ),
            (
                .milliseconds(claim: "nbf"),
                try await TokenMint.token(sub: sub, nbf: 1000 * 1_700_000_000)
            ),
            (
                .audience(found: ["other.example.org"], expected: host),
                try await TokenMint.token(sub: sub, aud: ["other.example.org"])
            ),
            (
                .audience(found: [], expected: host),
                try await TokenMint.token(sub: sub, aud: [])
            ),
            (.badSignature, try await TokenMint.token(sub: sub, secret: TokenMint.secret + "x")),
            (
                .unknownKey(kid: nil, alg: "HS512"),
                try await TokenMint.token(sub: sub, digest: .sha512)
            ),
            (.subject, try await TokenMint.token(sub: "example.org")),
            (.subject, try await TokenMint.token(sub: "a b@example.org")),
            (.empty, try await TokenMint.token()),
            (.tooManyGrants, try await TokenMint.token(read: many)),
            (.tooLong, try await TokenMint.token(read: [String(repeating: "a", count: 9000)])),
            (.malformed, "a.b"), (.malformed, "a.b.c"), (.malformed, ".."), (.malformed, ""),
            (.malformed, "a.b.c.d"),
        ]
        for (refusal, token) in tokens {
            #expect(throws: refusal, "\(refusal)") { try judge(token, [key]) }
        }
    }

    @Test func `The log tells what to change, on one line, however long and odd a name is`() {
        let moment = Timestamp(milliseconds: 1_700_000_000_000)
        let lines: [(TokenRefusal, String)] = [
            (.expired(at: moment), "it expired at 2023-11-14T22:13:20.000Z (exp)"),
            (.notYetValid(before: moment), "it is not valid before 2023-11-14T22:13:20.000Z (nbf)"),
            (
                .milliseconds(claim: "exp"),
                "its exp is thousands of years away: it must be in seconds since 1970, and is "
                    + "perhaps in milliseconds"
            ),
            (
                .audience(found: ["a", "b", "c", "d"], expected: host),
                "its aud 'a', 'b', 'c' and 1 more does not have '\(host)'"
            ),
            (
                .audience(found: nil, expected: "streams"),
                "its aud (none) does not have 'streams'"
            ),
            (
                .issuer(found: "\n\u{1B}[2J", expected: "app"),
                "its iss '??[2J' is not 'app', the key's issuer"
            ),
            (
                .unknownKey(kid: String(repeating: "k", count: 100), alg: "HS256"),
                "no key of tokens.keys that is for this service has its alg 'HS256' and its kid '"
                    + String(repeating: "k", count: 64) + "'…"
            ),
            (
                .unknownKey(kid: nil, alg: nil),
                "no key of tokens.keys that is for this service has its alg (none) and is for "
                    + "tokens without a kid"
            ),
        ]
        for (refusal, line) in lines { #expect(refusal.description == line) }
    }

    private static func part(_ json: String) -> String {
        Data(json.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }

    @Test(arguments: ["none", "None", "", "HS512", "RS256"])
    func `A token does not choose how it is judged`(alg: String) async throws {
        let key = try await TokenMint.key()
        let token = try await TokenMint.token(sub: "juliet@example.org")
        let parts = token.split(separator: ".")
        let header = Self.part(#"{"alg":"\#(alg)","typ":"JWT"}"#)
        for signature in ["", String(parts[2])] {
            #expect(throws: TokenRefusal.unknownKey(kid: nil, alg: alg)) {
                try judge("\(header).\(parts[1]).\(signature)", [key])
            }
        }
    }

    @Test func `A changed claim, header or signature is a wrong signature`() async throws {
        let key = try await TokenMint.key()
        let token = try await TokenMint.token(sub: "juliet@example.org")
        let parts = token.split(separator: ".").map(String.init)
        let claims = Self.part(#"{"sub":"romeo@example.org","exp":1700000600}"#)
        let header = Self.part(#"{"alg":"HS256","typ":"JWT","x":1}"#)
        for changed in [
            [parts[0], claims, parts[2]], [header, parts[1], parts[2]],
            [parts[0], parts[1], String(parts[2].dropLast(4))], [parts[0], parts[1], ""],
        ] {
            #expect(throws: TokenRefusal.badSignature) {
                try judge(changed.joined(separator: "."), [key])
            }
        }
        let critical = Self.part(#"{"alg":"HS256","crit":["x"],"x":1}"#)
        #expect(throws: TokenRefusal.critical) {
            try judge("\(critical).\(parts[1]).\(parts[2])", [key])
        }
    }

    @Test(arguments: ["1e308", "-1e308", "1e18", "0", "\"soon\"", "null", "[]"])
    func `No time that a token names is too much`(exp: String) async throws {
        let key = try await TokenMint.key()
        let input =
            Self.part(#"{"alg":"HS256"}"#) + "."
            + Self.part(#"{"sub":"juliet@example.org","exp":\#(exp),"nbf":\#(exp)}"#)
        let signature = try key.algorithm.sign(Data(input.utf8))
        let token =
            input + "."
            + Data(signature).base64EncodedString().replacing("+", with: "-")
            .replacing("/", with: "_").replacing("=", with: "")
        #expect(throws: TokenRefusal.self) { try judge(token, [key]) }
    }

    @Test func `A token's kid chooses the key, and a key may demand an issuer and an audience`()
        async throws
    {
        let sub = "juliet@example.org"
        var first = try await TokenMint.key(id: "first")
        let second = TokenKey(
            id: "second",
            algorithm: try await VerifyingKey(
                .secret(Secret("another secret of thirty-two bytes at least")), for: .hs256
            ).verifier)
        let named = try await TokenMint.token(sub: sub, kid: "first")
        #expect(try judge(named, [second, first]).requester == .entity(try JID(sub)))
        await #expect(throws: TokenRefusal.badSignature) {
            try await judge(TokenMint.token(sub: sub, kid: "second"), [first, second])
        }
        await #expect(throws: TokenRefusal.unknownKey(kid: "third", alg: "HS256")) {
            try await judge(TokenMint.token(sub: sub, kid: "third"), [first, second])
        }
        // Without a kid, whichever key has signed it.
        _ = try await judge(TokenMint.token(sub: sub), [second, first])

        first.issuer = "https://app.example.org"
        first.audience = "streams"
        let good = try await TokenMint.token(
            sub: sub, aud: ["a", "streams"], iss: "https://app.example.org")
        _ = try judge(good, [first])
        await #expect(
            throws: TokenRefusal.issuer(found: nil, expected: "https://app.example.org")
        ) {
            try await judge(TokenMint.token(sub: sub, aud: ["streams"]), [first])
        }
        await #expect(throws: TokenRefusal.audience(found: nil, expected: "streams")) {
            try await judge(TokenMint.token(sub: sub, iss: "https://app.example.org"), [first])
        }
        first.hosts = ["other.example.org"]
        #expect(throws: TokenRefusal.unknownKey(kid: nil, alg: "HS256")) {
            try judge(good, [first])
        }
    }

    @Test func `Public keys of every kind verify what their private keys sign`() async throws {
        let (p256, p384, p521) = (ES256PrivateKey(), ES384PrivateKey(), ES512PrivateKey())
        let edwards = try EdDSA.PrivateKey()
        let rsa = try Insecure.RSA.PrivateKey(pem: TestKeys.rsa)
        let pairs: [(TokenAlgorithm, pem: String, JWTKeyCollection)] = [
            (.es256, p256.publicKey.pemRepresentation, await JWTKeyCollection().add(ecdsa: p256)),
            (.es384, p384.publicKey.pemRepresentation, await JWTKeyCollection().add(ecdsa: p384)),
            (.es512, p521.publicKey.pemRepresentation, await JWTKeyCollection().add(ecdsa: p521)),
            (
                .eddsa, edwards.publicKey.pemRepresentation,
                await JWTKeyCollection().add(eddsa: edwards)
            ),
            (
                .rs256, rsa.publicKey.pemRepresentation,
                await JWTKeyCollection().add(rsa: rsa, digestAlgorithm: .sha256)
            ),
            (
                .ps384, rsa.publicKey.pemRepresentation,
                await JWTKeyCollection().add(pss: rsa, digestAlgorithm: .sha384)
            ),
        ]
        let claims = TokenClaims(
            sub: "juliet@example.org", exp: Double(TokenMint.now.milliseconds / 1000 + 60))
        for (algorithm, pem, keys) in pairs {
            let key = TokenKey(
                algorithm: try await VerifyingKey(.pem(pem), for: algorithm).verifier)
            let token = try await keys.sign(claims)
            #expect(try judge(token, [key]).requester == .entity(try JID("juliet@example.org")))
            // The text of a public key is no secret: whoever signs with it is not let in.
            let forged = try await TokenMint.token(sub: "juliet@example.org", secret: pem)
            #expect(throws: TokenRefusal.unknownKey(kid: nil, alg: "HS256")) {
                try judge(forged, [key])
            }
        }
    }

    @Test func `Sluice takes the tokens that it signs, for the service that they are for`()
        async throws
    {
        let issuer = try await TokenIssuer(
            secret: Secret(SecretFile.random()), lifetime: .seconds(60))
        let issued = try await issuer.token(
            for: JID("juliet@example.org/balcony"), service: host, at: TokenMint.now)
        let identity = try judge(issued.token, [issuer.key])
        #expect(identity.requester == .entity(try JID("juliet@example.org")))
        #expect(identity.expires == issued.expires)
        #expect(
            throws: TokenRefusal.audience(found: [host], expected: "other.example.org")
        ) {
            try TokenVerifier(keys: [issuer.key]).identity(
                of: issued.token[...], for: "other.example.org", at: TokenMint.now)
        }
    }
}
