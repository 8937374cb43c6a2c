import Configuration
import Foundation

extension Settings {
    /// The file that is read where none is named, if it exists.
    public static let defaultFile = "sluice.yaml"

    /// Settings, and what the operator should know about where they come from.
    public struct Loaded: Sendable {
        /// Checked: nothing about them is left to fail but the world.
        public var settings: Settings
        /// The file that was read; nil: none.
        public var file: String?
        /// What works but should be changed, a sentence each.
        public var warnings: [String]
    }

    /// A command-line option that stands for a key.
    public struct Flag: Sendable {
        let name: String
        let key: String
        let value: String

        /// nil where the option is not given.
        public init?(_ name: String, sets key: String, to value: String?) {
            guard let value else { return nil }
            self.name = name
            self.key = key
            self.value = value
        }

        /// As the setting takes it: commas divide a list, as in the environment.
        fileprivate var content: ConfigContent {
            guard key == "http.listen" else { return .string(value) }
            return .stringArray(value.split(separator: ",").map(String.init))
        }
    }

    /// Reads flags, then the environment (`SLUICE_HTTP_LISTEN` for `http.listen`), then a file: for
    /// each key the first that has it decides.
    ///
    /// - Parameter path: The file; nil reads `defaultFile` if it exists.
    /// - Throws: Everything that is wrong, at once.
    public static func load(
        file path: String?, flags: [Flag], environment: [String: String]
    ) throws(ConfigurationError) -> Loaded {
        let hasDefault = FileManager.default.fileExists(atPath: defaultFile)
        guard let path = path ?? (hasDefault ? defaultFile : nil) else {
            return try load(from: nil, flags: flags, environment: environment)
        }
        let file: ConfigurationFile
        do {
            file = try ConfigurationFile(path: path)
        } catch {
            throw ConfigurationError([error])
        }
        return try load(from: file, flags: flags, environment: environment)
    }

    static func load(
        from file: ConfigurationFile?, flags: [Flag], environment: [String: String]
    ) throws(ConfigurationError) -> Loaded {
        let variables = EnvironmentVariables(environment)
        var reader = SettingsReader(
            providers: [provider(of: flags), variables.provider], file: file)
        let services = (file?.serviceIndexes ?? []).union(variables.serviceIndexes)
        let settings = Settings(
            from: &reader, serviceCount: (0...).prefix { services.contains($0) }.count)
        settings.https.checkFiles(&reader)
        reader.rejectUnknownKeys()
        reader.rejectUnknownVariables(variables)
        guard reader.problems.isEmpty else { throw ConfigurationError(reader.problems) }
        return Loaded(
            settings: settings, file: file?.path, warnings: [file?.warning].compactMap { $0 })
    }

    /// Encodes a key as its option, so that errors name what was typed.
    private static func provider(of flags: [Flag]) -> some ConfigProvider {
        let names = Dictionary(flags.map { ($0.key, $0.name) }) { $1 }
        let values = flags.map {
            (AbsoluteConfigKey([$0.name]), ConfigValue($0.content, isSecret: false))
        }
        return KeyMappingProvider(
            upstream: InMemoryProvider(name: "flags", values: Dictionary(values) { $1 })
        ) { key in
            names[key.components.joined(separator: ".")].map { AbsoluteConfigKey([$0]) } ?? key
        }
    }
}
