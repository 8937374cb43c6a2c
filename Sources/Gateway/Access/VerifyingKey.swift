import JWTKit

/// A key as the library takes it, made from what the operator configured.
enum VerifyingKey: Sendable {
    case hmac(HMACKey, DigestAlgorithm)
    case rsa(Insecure.RSA.PublicKey, DigestAlgorithm)
    case pss(Insecure.RSA.PublicKey, DigestAlgorithm)
    case ecdsa(any ECDSAKey)
    case eddsa(EdDSA.PublicKey)

    /// - Throws: where the material is no key for the algorithm.
    init(_ material: Settings.TokenKey.Material, for algorithm: TokenAlgorithm) throws {
        switch material {
        case .secret(let secret): self = try Self.symmetric(secret, algorithm)
        case .pem(let pem): self = try Self.pem(pem, algorithm)
        case .jwk(let json): self = try Self.jwk(JWK(json: json), algorithm)
        }
    }

    private static func symmetric(_ secret: Secret, _ algorithm: TokenAlgorithm) throws -> Self {
        let key = HMACKey(from: secret.value)
        switch algorithm {
        case .hs256: return .hmac(key, .sha256)
        case .hs384: return .hmac(key, .sha384)
        case .hs512: return .hmac(key, .sha512)
        default: throw Unfit()
        }
    }

    private static func pem(_ pem: String, _ algorithm: TokenAlgorithm) throws -> Self {
        switch algorithm {
        case .hs256, .hs384, .hs512: throw Unfit()
        case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512:
            try signed(by: Insecure.RSA.PublicKey(pem: pem), algorithm)
        case .es256: .ecdsa(try ES256PublicKey(pem: pem))
        case .es384: .ecdsa(try ES384PublicKey(pem: pem))
        case .es512: .ecdsa(try ES512PublicKey(pem: pem))
        case .eddsa: .eddsa(try EdDSA.PublicKey(pem: pem))
        }
    }

    private static func jwk(_ jwk: JWK, _ algorithm: TokenAlgorithm) throws -> Self {
        switch algorithm {
        case .hs256, .hs384, .hs512: throw Unfit()
        case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512:
            guard let modulus = jwk.modulus, let exponent = jwk.exponent else { throw Unfit() }
            return try signed(
                by: Insecure.RSA.PublicKey(modulus: modulus, exponent: exponent), algorithm)
        case .es256, .es384, .es512:
            guard let x = jwk.x, let y = jwk.y else { throw Unfit() }
            switch algorithm {
            case .es256: return .ecdsa(try ES256PublicKey(parameters: (x, y)))
            case .es384: return .ecdsa(try ES384PublicKey(parameters: (x, y)))
            default: return .ecdsa(try ES512PublicKey(parameters: (x, y)))
            }
        case .eddsa:
            guard let x = jwk.x else { throw Unfit() }
            return .eddsa(try EdDSA.PublicKey(x: x, curve: .ed25519))
        }
    }

    private static func signed(
        by key: Insecure.RSA.PublicKey, _ algorithm: TokenAlgorithm
    ) throws -> Self {
        switch algorithm {
        case .rs256: return .rsa(key, .sha256)
        case .rs384: return .rsa(key, .sha384)
        case .rs512: return .rsa(key, .sha512)
        case .ps256: return .pss(key, .sha256)
        case .ps384: return .pss(key, .sha384)
        case .ps512: return .pss(key, .sha512)
        default: throw Unfit()
        }
    }

    /// What verifies signatures, without waiting for anything.
    var verifier: any JWTAlgorithm {
        get async throws {
            let collection = JWTKeyCollection()
            switch self {
            case .hmac(let key, let digest):
                await collection.add(hmac: key, digestAlgorithm: digest)
            case .rsa(let key, let digest): await collection.add(rsa: key, digestAlgorithm: digest)
            case .pss(let key, let digest): await collection.add(pss: key, digestAlgorithm: digest)
            case .ecdsa(let key): await collection.add(ecdsa: key)
            case .eddsa(let key): await collection.add(eddsa: key)
            }
            return try await collection.getKey()
        }
    }

    /// The material is of another kind than the algorithm needs.
    struct Unfit: Error {}
}
