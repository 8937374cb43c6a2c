import JWTKit

/// What a token says (RFC 7519 §4.1), and what it grants under our own name.
struct TokenClaims: JWTPayload, Hashable {
    /// Who signed it.
    var iss: String?
    /// Whom it speaks for: a JID.
    var sub: String?
    /// Whom it is for.
    var aud: [String]?
    /// In seconds since 1970; from then on it is not valid.
    var exp: Double?
    /// In seconds since 1970; before it is not valid yet.
    var nbf: Double?
    /// In seconds since 1970; when it was signed.
    var iat: Double?
    var sluice: Granted?

    /// Patterns of nodes.
    struct Granted: Codable, Sendable, Hashable {
        var read: [String]?
        var publish: [String]?
    }

    /// `TokenVerifier` does it, which knows the time and whom the token must be for.
    func verify(using algorithm: some JWTAlgorithm) async throws {}
}

extension TokenClaims {
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        iss = try values.decodeIfPresent(String.self, forKey: .iss)
        sub = try values.decodeIfPresent(String.self, forKey: .sub)
        // One name may stand without its list. The library's own type traps at an empty one.
        if let one = try? values.decode(String.self, forKey: .aud) {
            aud = [one]
        } else {
            aud = try values.decodeIfPresent([String].self, forKey: .aud)
        }
        exp = try values.decodeIfPresent(Double.self, forKey: .exp)
        nbf = try values.decodeIfPresent(Double.self, forKey: .nbf)
        iat = try values.decodeIfPresent(Double.self, forKey: .iat)
        sluice = try values.decodeIfPresent(Granted.self, forKey: .sluice)
    }
}
