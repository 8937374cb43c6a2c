import Foundation
import JWTKit

extension Format<String> {
    /// Text on one line.
    static let text = Format(or: "is not one line of text") { text in
        text.isEmpty || text.contains(where: \.isNewline) ? nil : text
    }

    /// The name of a cookie (RFC 6265 §4.1.1).
    static let cookieName = Format(or: "is not a cookie's name; write letters, digits, - and _") {
        text in
        let isName = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: "_")
        }
        return isName && !text.isEmpty ? text : nil
    }

    /// The `kid` of a key that is not Sluice's own.
    static let keyID = Format { text throws(Misfit) in
        guard text != TokenIssuer.keyID else {
            throw Misfit("is the id of Sluice's own key; choose another")
        }
        return text
    }

    /// The path of a file with text, which becomes the value.
    static let textFile = Format { path throws(Misfit) in
        guard let text = try? String(contentsOf: URL(filePath: path), encoding: .utf8) else {
            throw Misfit("is not a text file that this user may read")
        }
        return text
    }
}

extension Format<[Settings.TokenKey]> {
    /// The path of a file with a set of keys (RFC 7517 §5). Those that sign nothing are left out.
    static let keySetFile = Format { path throws(Misfit) in
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            throw Misfit("is not a file that this user may read")
        }
        guard let set = try? JSONDecoder().decode(KeySet.self, from: data) else {
            throw Misfit("is not a JWKS: a JSON object with a list of 'keys'")
        }
        let keys = set.keys.compactMap(\.key)
        guard !keys.isEmpty else {
            throw Misfit("has no public key for signatures (RSA, EC or Ed25519)")
        }
        return keys
    }
}

/// A set of keys, each of which may be of a kind that we do not know.
private struct KeySet: Decodable {
    var keys: [Member]

    struct Member: Decodable {
        var key: Settings.TokenKey?

        private struct Use: Decodable {
            var use: String?
        }

        init(from decoder: any Decoder) throws {
            guard let jwk = try? JWK(from: decoder), try Use(from: decoder).use ?? "sig" == "sig",
                let algorithm = jwk.signature, let json = try? JSONEncoder().encode(jwk)
            else { return }
            let found = Settings.TokenKey(
                id: jwk.keyIdentifier?.string, algorithm: algorithm,
                material: .jwk(String(decoding: json, as: UTF8.self)))
            guard found.id != TokenIssuer.keyID,
                (try? VerifyingKey(found.material, for: algorithm)) != nil
            else { return }
            key = found
        }
    }
}

extension JWK {
    /// The one algorithm that the key is for. Where it does not say, its curve does, and an RSA key is
    /// for RS256.
    fileprivate var signature: TokenAlgorithm? {
        if let algorithm { return TokenAlgorithm(rawValue: algorithm.rawValue) }
        switch (keyType, curve?.rawValue) {
        case (.rsa, _): return .rs256
        case (.ecdsa, "P-256"): return .es256
        case (.ecdsa, "P-384"): return .es384
        case (.ecdsa, "P-521"): return .es512
        case (.octetKeyPair, "Ed25519"): return .eddsa
        default: return nil
        }
    }
}
