import Crypto
import Foundation
import JWTKit
import PubSub
import XMPP

/// A key, and what a token that it signed must say.
struct TokenKey: Sendable {
    /// The `kid`; `nil`: the key is for tokens without one, and for those whose `kid` no key has.
    var id: String?
    /// With the one `alg` that the key is for.
    var algorithm: any JWTAlgorithm
    var issuer: String?
    /// `nil`: the service itself, if the token names anybody.
    var audience: String?
    /// The services that it is for; empty: all.
    var hosts: Set<String> = []
}

/// Judges tokens (RFC 7519 §7.2, RFC 8725): pure but for the arithmetic of the signature.
struct TokenVerifier: Sendable {
    let keys: [TokenKey]

    private static let maximumBytes = 8192
    private static let maximumGrants = 100
    /// In seconds it is the year 5138; in milliseconds, 1973.
    private static let latestSeconds = 100_000_000_000.0
    /// How far the clock of whoever signs may be ahead.
    private static let tolerance: Int64 = 10_000

    /// Whom a token speaks for.
    ///
    /// - Parameters:
    ///   - token: as it came.
    ///   - host: the service's.
    func identity(
        of token: Substring, for host: String, at now: Timestamp
    ) throws(TokenRefusal) -> Identity {
        guard token.utf8.count <= Self.maximumBytes else { throw .tooLong }
        let bytes = Array(token.utf8)
        let (header, claims, signature) = try Self.parse(bytes)
        guard header.fields["crit"] == nil else { throw .critical }
        guard let end = bytes.lastIndex(of: UInt8(ascii: ".")) else { throw .malformed }
        let key = try key(for: header, host: host, signature: signature, of: bytes[..<end])
        let expires = try Self.checkTime(of: claims, at: now)
        if let issuer = key.issuer, claims.iss != issuer {
            throw .issuer(found: claims.iss, expected: issuer)
        }
        if key.audience != nil || claims.aud != nil {
            let expected = key.audience ?? host
            guard claims.aud?.contains(expected) == true else {
                throw .audience(found: claims.aud, expected: expected)
            }
        }
        let (requester, subject) = try Self.requester(claims)
        return Identity(
            requester: requester, token: subject?.description ?? Self.name(of: bytes[..<end]),
            expires: expires)
    }

    private static func parse(
        _ bytes: [UInt8]
    ) throws(TokenRefusal) -> (JWTHeader, TokenClaims, Data) {
        do {
            let parts = try DefaultJWTParser().parse(bytes, as: TokenClaims.self)
            return (parts.header, parts.payload, parts.signature)
        } catch {
            throw .malformed
        }
    }

    /// The key whose signature it is. The token chooses among keys, never how one of them is used: `alg`
    /// must be the key's own (RFC 8725 §3.1).
    private func key(
        for header: JWTHeader, host: String, signature: Data, of input: ArraySlice<UInt8>
    ) throws(TokenRefusal) -> TokenKey {
        let known = keys.filter {
            $0.algorithm.name == header.alg && ($0.hosts.isEmpty || $0.hosts.contains(host))
        }
        let named = header.kid.map { kid in known.filter { $0.id == kid } } ?? known
        let candidates = named.isEmpty ? known.filter { $0.id == nil } : named
        guard !candidates.isEmpty else { throw .unknownKey(kid: header.kid, alg: header.alg) }
        for key in candidates {
            // What cannot be a signature is thrown: it is none.
            if (try? key.algorithm.verify(signature, signs: input)) == true { return key }
        }
        throw .badSignature
    }

    /// - Returns: when it expires.
    private static func checkTime(
        of claims: TokenClaims, at now: Timestamp
    ) throws(TokenRefusal) -> Timestamp {
        for (name, time) in [("exp", claims.exp), ("nbf", claims.nbf), ("iat", claims.iat)] {
            if let time, time >= latestSeconds { throw .milliseconds(claim: name) }
        }
        guard let expires = claims.exp.map(Timestamp.init(seconds:)) else { throw .withoutExpiry }
        guard now < expires else { throw .expired(at: expires) }
        if let nbf = claims.nbf.map(Timestamp.init(seconds:)),
            nbf.milliseconds > now.milliseconds + tolerance
        {
            throw .notYetValid(before: nbf)
        }
        return expires
    }

    /// Who asks, and whom the token names.
    private static func requester(
        _ claims: TokenClaims
    ) throws(TokenRefusal) -> (PubSub.Requester, JID?) {
        var jid: JID?
        if let subject = claims.sub {
            guard let parsed = try? JID(subject), parsed.local != nil else { throw .subject }
            jid = parsed.bare
        }
        let read = claims.sluice?.read ?? []
        let publish = claims.sluice?.publish ?? []
        guard read.count + publish.count <= maximumGrants else { throw .tooManyGrants }
        guard read.isEmpty, publish.isEmpty else {
            let grants = Grants(
                read: read.map { NodePattern($0) }, publish: publish.map { NodePattern($0) })
            return (.granted(grants, to: jid), jid)
        }
        guard let jid else { throw .empty }
        return (.entity(jid), jid)
    }

    /// Of what is signed: the signature itself can be written in several ways.
    private static func name(of input: ArraySlice<UInt8>) -> String {
        Data(SHA256.hash(data: input).prefix(16)).base64EncodedString()
    }
}

extension Timestamp {
    /// - Parameter seconds: since 1970, from a peer: any number. What is beyond the year 9999 is its end.
    fileprivate init(seconds: Double) {
        self.init(milliseconds: Int64(min(max(seconds, 0), 253_402_300_799) * 1000))
    }
}
