import Foundation
import Testing

@testable import Gateway

/// The documents show no configuration that does not load.
@Suite struct DocumentationTests {
    private let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL

    /// The YAML blocks of a document.
    private func configurations(in document: String) throws -> [String] {
        let text = try String(contentsOf: root.appending(path: document), encoding: .utf8)
        return text.components(separatedBy: "```yaml\n").dropFirst().map {
            $0.components(separatedBy: "```")[0]
        }
    }

    private func read(_ yaml: String) throws -> SettingsReader {
        var reader = SettingsReader(
            providers: [], file: try ConfigurationFile(yaml: yaml, path: "sluice.yaml"))
        _ = Settings(from: &reader, serviceCount: yaml.components(separatedBy: "- host:").count - 1)
        reader.rejectUnknownKeys()
        return reader
    }

    @Test(arguments: ["README.md", "docs/configuration.md"])
    func `A documented configuration loads`(document: String) throws {
        let configurations = try configurations(in: document)
        #expect(!configurations.isEmpty)
        for yaml in configurations {
            let problems = try read(yaml.replacing("secret_file: /dev/null", with: "secret: x"))
                .problems
            #expect(problems == [])
        }
    }

    @Test func `Every setting is documented`() throws {
        let yaml = try #require(try configurations(in: "docs/configuration.md").first)
        let file = try ConfigurationFile(yaml: yaml, path: "sluice.yaml")
        let known = try read(yaml).askedKeys.filter { !$0.hasPrefix("services.1.") }
        let shown = Set(file.keys.map { $0.replacing("services.1.", with: "services.0.") })
        #expect(known.filter { !shown.contains($0) } == [])
    }

    @Test func `The documented defaults are the defaults`() throws {
        let yaml = try #require(try configurations(in: "docs/configuration.md").first)
        var reader = SettingsReader(
            providers: [], file: try ConfigurationFile(yaml: yaml, path: "sluice.yaml"))
        #expect(Settings(from: &reader, serviceCount: 0) == Settings())
    }
}
