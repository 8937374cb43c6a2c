import Foundation
import JWTKit
import Testing

@testable import Gateway

@Suite final class TokenSettingsTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    private func file(_ text: String) throws -> String {
        let file = folder.appending(path: UUID().uuidString)
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }

    /// - Parameter keys: the lines of one key, or of several that begin with `- `.
    private func load(
        _ keys: String..., environment: [String: String] = [:]
    ) throws -> Settings.Tokens {
        let lines = keys.map { "    - \($0)\n" }.joined()
        let file = try ConfigurationFile(
            yaml: keys.isEmpty ? "" : "tokens:\n  keys:\n\(lines)", path: "sluice.yaml")
        return try Settings.load(from: file, flags: [], environment: environment).settings.tokens
    }

    private static let secret = String(repeating: "s", count: 32)

    @Test func `A secret in the file or the environment makes a key`() throws {
        let tokens = try load(
            "{algorithm: HS256, secret: \(Self.secret), id: a, issuer: i, audience: b, hosts: [c.org]}"
        )
        var key = Settings.TokenKey(
            id: "a", algorithm: .hs256, material: .secret(Secret(Self.secret)))
        (key.issuer, key.audience, key.hosts) = ("i", "b", ["c.org"])
        #expect(tokens.keys == [key])
        let fromEnvironment = try load(environment: [
            "SLUICE_TOKENS_KEYS_0_ALGORITHM": "HS256",
            "SLUICE_TOKENS_KEYS_0_SECRET": Self.secret,
        ])
        #expect(fromEnvironment.keys.count == 1)
    }

    @Test func `A set of keys gives each that can sign, for its own algorithm`() throws {
        let point = try #require(ES256PrivateKey().publicKey.parameters)
        let curve = #""kty":"EC","crv":"P-256","x":"\#(point.x)","y":"\#(point.y)""#
        let set = try file(
            #"{"keys":[{\#(curve),"kid":"a"},{\#(curve),"use":"enc"},{"kty":"oct","k":"AAAA"},"#
                + #"{"kty":"new"},{\#(curve),"kid":"sluice"},{\#(curve),"alg":"ES256"}]}"#)
        let keys = try load("{jwks_file: \(set), issuer: i}").keys
        #expect(keys.map(\.id) == ["a", nil])
        #expect(keys.allSatisfy { $0.algorithm == .es256 && $0.issuer == "i" })
    }

    @Test func `A public key fits its algorithm`() async throws {
        let pem = try file(ES384PrivateKey().publicKey.pemRepresentation)
        let keys = try load("{algorithm: ES384, public_key_file: \(pem)}").keys
        let key = try #require(keys.first)
        let verifier = try await VerifyingKey(key.material, for: key.algorithm).verifier
        #expect(verifier.name == "ES384")
    }

    @Test func `What is no key is told with its place and what would be right`() throws {
        let pem = try file(ES256PrivateKey().publicKey.pemRepresentation)
        let empty = try file("{}")
        let cases: [(String, String, String)] = [
            ("{algorithm: HS256, secret: short}", "tokens.keys.0.secret", "32 bytes"),
            ("{algorithm: HS512, secret: \(Self.secret)}", "tokens.keys.0.secret", "64 bytes"),
            ("{algorithm: none, secret: \(Self.secret)}", "tokens.keys.0.algorithm", "'HS256'"),
            ("{secret: \(Self.secret)}", "tokens.keys.0.algorithm", "missing"),
            ("{algorithm: HS256}", "tokens.keys.0.secret", "jwks_file"),
            (
                "{algorithm: ES256, secret: \(Self.secret)}", "tokens.keys.0.secret",
                "public_key_file"
            ),
            ("{algorithm: ES512, public_key_file: \(pem)}", "public_key_file", "ES512"),
            ("{algorithm: RS256, public_key_file: \(pem)}", "public_key_file", "RS256"),
            ("{algorithm: HS256, public_key_file: \(pem)}", "public_key_file", "secret"),
            (
                "{algorithm: HS256, secret: \(Self.secret), public_key_file: \(pem)}",
                "tokens.keys.0", "there are 2"
            ),
            ("{jwks_file: \(empty)}", "jwks_file", "JWKS"),
            ("{jwks_file: /nowhere}", "jwks_file", "may read"),
            ("{algorithm: HS256, secret: \(Self.secret), id: sluice}", "id", "own key"),
            ("{algorithm: HS256, secret: \(Self.secret), issuers: a}", "issuers", "issuer"),
        ]
        for (yaml, place, advice) in cases {
            let error = #expect(throws: ConfigurationError.self, "\(yaml)") { try self.load(yaml) }
            let text = error.map { "\($0)" } ?? ""
            #expect(text.contains(place) && text.contains(advice), "\(text)")
            #expect(!text.contains(Self.secret))
        }
    }
}
