import Configuration

/// The process's variables whose names begin with `SLUICE_`: `SLUICE_SERVICES_0_HOST` is
/// `services.0.host`, and commas divide a list.
struct EnvironmentVariables {
    private static let prefix = "SLUICE_"
    private let values: [String: String]

    init(_ environment: [String: String]) {
        self.values = environment.filter { $0.key.hasPrefix(Self.prefix) }
    }

    var provider: some ConfigProvider {
        let secrets = values.keys.filter { $0.hasSuffix("_SECRET") }
        return EnvironmentVariablesProvider(
            environmentVariables: values, secretsSpecifier: .specific(Set(secrets))
        ).prefixKeys(with: "sluice")
    }

    /// The services that variables are about.
    var serviceIndexes: Set<Int> {
        let prefix = Self.prefix + "SERVICES_"
        return Set(
            values.keys.filter { $0.hasPrefix(prefix) }
                .compactMap { Int($0.dropFirst(prefix.count).prefix { $0 != "_" }) })
    }

    /// Names the variables that set nothing. They are no error: a container's host may add
    /// variables of its own for a service that is called sluice.
    func warning(askedKeys: [String]) -> String? {
        let known = askedKeys.map { key in
            Self.prefix + key.uppercased().map { $0 == "." ? "_" : String($0) }.joined()
        }
        let unknown = Set(values.keys).subtracting(known).sorted()
        guard !unknown.isEmpty else { return nil }
        return "no setting is called \(unknown.joined(separator: ", ")) in the environment"
    }
}
