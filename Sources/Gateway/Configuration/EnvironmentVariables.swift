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

    /// The variable of a key.
    static func name(of key: String) -> String {
        prefix + key.uppercased().map { $0 == "." ? "_" : String($0) }.joined()
    }

    /// The variables that set nothing. Those that Kubernetes adds for a service whose name begins with sluice are none
    /// of ours.
    func unknown(among known: [String]) -> [String] {
        Set(values.keys).subtracting(known).sorted().filter { name in
            name.wholeMatch(of: #/.*_SERVICE_(HOST|PORT(_.+)?)/#) == nil
                && name.wholeMatch(of: #/.*_PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?/#)
                    == nil
        }
    }
}
