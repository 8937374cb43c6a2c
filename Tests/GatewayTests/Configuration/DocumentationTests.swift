import Foundation
import JWTKit
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

    /// With files that are there in place of those that a document names.
    private func withFiles(_ yaml: String) throws -> String {
        let key = ES256PrivateKey().publicKey
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let point = try #require(key.parameters)
        let files = [
            "secret_file": String(repeating: "secret", count: 6),
            "public_key_file": key.pemRepresentation,
            "jwks_file":
                #"{"keys":[{"kty":"EC","crv":"P-256","x":"\#(point.x)","y":"\#(point.y)"}]}"#,
            "certificate": TestCertificate.certificate, "key": TestCertificate.key,
        ]
        return try yaml.replacing(#/\b(\w+): /etc/\S+/#) { match in
            let name = String(match.1)
            let file = folder.appending(path: name)
            try #require(files[name]).write(to: file, atomically: true, encoding: .utf8)
            return "\(name): \(file.path)"
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
            let file = try ConfigurationFile(yaml: withFiles(yaml), path: "sluice.yaml")
            #expect(throws: Never.self) {
                try Settings.load(from: file, flags: [], environment: [:])
            }
        }
    }

    @Test func `Every setting is documented`() throws {
        let yaml = try #require(try configurations(in: "docs/configuration.md").first)
        let file = try ConfigurationFile(yaml: yaml, path: "sluice.yaml")
        let first = { (key: String) in
            key.replacing(#/^(services|tokens\.keys)\.\d+\./#) { "\($0.1).0." }
        }
        let known = try read(withFiles(yaml)).askedKeys.map(first)
        let shown = Set(file.keys.map(first))
        #expect(known.filter { !shown.contains($0) } == [])
    }

    @Test func `The documented defaults are the defaults`() throws {
        let yaml = try #require(try configurations(in: "docs/configuration.md").first)
        var reader = SettingsReader(
            providers: [], file: try ConfigurationFile(yaml: yaml, path: "sluice.yaml"))
        var settings = Settings(from: &reader, serviceCount: 0)
        // Like the services, these are examples.
        settings.tokens.keys = []
        settings.tokens.cookie = nil
        #expect(settings == Settings())
    }
}
