extension Settings.Tokens {
    /// Reads the keys that are given over the defaults.
    init(from reader: inout SettingsReader) {
        self.init()
        cookie = reader.value(of: "tokens.cookie", as: .cookieName)
        reader.read(
            "tokens.ticket", into: &ticket, as: .duration(.seconds(1) ... .seconds(600)))
        reader.read("tokens.notice", into: &notice, as: .duration(.zero ... .seconds(3600)))
        reader.read(
            "tokens.lifetime", into: &lifetime,
            as: .duration(.seconds(60) ... .seconds(3650 * 86_400)))
        var index = 0
        while Settings.TokenKey.isGiven(at: "tokens.keys.\(index)", reader) {
            keys += Settings.TokenKey.keys(from: &reader, at: "tokens.keys.\(index)")
            index += 1
        }
    }
}

extension Settings.TokenKey {
    private static let sources = ["secret", "secret_file", "public_key_file", "jwks_file"]
    private static let names = ["id", "algorithm", "issuer", "audience", "hosts"] + sources

    static func isGiven(at key: String, _ reader: SettingsReader) -> Bool {
        names.contains { reader.isGiven("\(key).\($0)") }
    }

    /// Reads what stands at one place: one key, or all of a set. What is wrong is the reader's
    /// `problems`.
    static func keys(from reader: inout SettingsReader, at key: String) -> [Self] {
        let issuer = reader.value(of: "\(key).issuer", as: .text)
        let audience = reader.value(of: "\(key).audience", as: .text)
        let hosts = Set(reader.list(of: "\(key).hosts", as: .domain) ?? [])
        let single = one(from: &reader, at: key)
        let set = reader.value(of: "\(key).jwks_file", as: .keySetFile)
        let given = sources.filter { reader.isGiven("\(key).\($0)") }
        if given.count != 1 {
            reader.reject(
                "\(key).secret",
                "must be one of \(sources.joined(separator: ", ")), and there are \(given.count)")
            return []
        }
        if given == ["jwks_file"] {
            for name in ["id", "algorithm"] where reader.isGiven("\(key).\(name)") {
                reader.reject("\(key).\(name)", "has no place beside jwks_file, whose keys have it")
            }
        }
        return (single.map { [$0] } ?? set ?? []).map {
            var key = $0
            (key.issuer, key.audience, key.hosts) = (issuer, audience, hosts)
            return key
        }
    }

    private static func one(from reader: inout SettingsReader, at key: String) -> Self? {
        let id = reader.value(of: "\(key).id", as: .keyID)
        let algorithm = reader.value(of: "\(key).algorithm", as: Format<TokenAlgorithm>.name)
        let secret = reader.value(of: "\(key).secret", as: .secret)
        let secretInFile = reader.value(of: "\(key).secret_file", as: .secretFile)
        let pem = reader.value(of: "\(key).public_key_file", as: .textFile)
        let isGiven = reader.isGiven("\(key).algorithm")
        let hasSet = reader.isGiven("\(key).jwks_file")
        if !isGiven, !hasSet {
            reader.reject(
                "\(key).algorithm", "is missing; name the alg of its tokens, such as HS256")
        }
        guard let algorithm else { return nil }
        let material: Material
        if let secret = secret ?? secretInFile {
            material = .secret(secret)
        } else if let pem {
            material = .pem(pem)
        } else {
            return nil
        }
        let found = Self(id: id, algorithm: algorithm, material: material)
        guard let reason = found.fault else { return found }
        let source = sources.first { reader.isGiven("\(key).\($0)") } ?? "secret"
        reader.reject("\(key).\(source)", reason)
        return nil
    }

    /// Why the material is no key for the algorithm; `nil`: it is one.
    private var fault: String? {
        switch (material, algorithm.minimumSecretBytes) {
        case (.secret(let secret), let least?) where secret.value.utf8.count < least:
            "is too short for \(algorithm.rawValue), which needs \(least) bytes"
        case (.secret, nil):
            "is a secret, and \(algorithm.rawValue) needs public_key_file"
        case (.pem, .some):
            "is a public key, and \(algorithm.rawValue) needs secret or secret_file"
        default:
            (try? VerifyingKey(material, for: algorithm)) == nil
                ? "is not a public key for \(algorithm.rawValue) in PEM" : nil
        }
    }
}
