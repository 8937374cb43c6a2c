import Foundation
import JSONText
import Logging
import Testing

@testable import Gateway

/// docs/status.md says what `/status` says: its tables are compared with an answer that has every part.
@Suite struct StatusPageTests {
    private let page: String
    private let certificate: TestCertificate
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init() throws {
        let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL
        certificate = try TestCertificate()
        page = try String(contentsOf: root.appending(path: "docs/status.md"), encoding: .utf8)
    }

    /// The first cells of the tables, by the headings above them.
    private func fields() -> [String: [String]] {
        let sections = page.components(separatedBy: "\n### `").dropFirst()
        return Dictionary(
            uniqueKeysWithValues: sections.map { section in
                let rows = section.split(separator: "\n").filter { $0.hasPrefix("| `") }
                return (
                    String(section.prefix { $0 != "`" }),
                    rows.map { String($0.dropFirst(3).prefix { $0 != "`" }) }
                )
            })
    }

    private func parts() async throws -> [StatusReport.Part] {
        let fixture = try RoutesFixture()
        let issuer = try await TokenIssuer(
            secret: Secret(SecretFile.random()), lifetime: .seconds(60))
        let component = try Component(
            domain: "pubsub.example.org",
            settings: .init(server: Endpoint(host: "127.0.0.1", port: 1), secret: Secret("x")),
            pipeline: fixture.pipeline, issuer: issuer, logger: logger)
        let certificates = try CertificateStore(certificate.files, logger: logger)
        let own = fixture.routes.status.report.parts.filter { $0.name != "component" }
        return own + [
            Admission().status, DiskSpace(freeBytes: 1, totalBytes: 2).status,
            certificates.status, component.status,
        ]
    }

    @Test func `Every part and every field of it is on the page, and no other is`() async throws {
        let parts = try await parts()
        let shown = fields()
        #expect(Set(shown.keys) == Set(parts.map(\.name)))
        for part in parts {
            #expect(shown[part.name] == part.figures.map(\.name), "\(part.name)")
        }
    }

    @Test func `The first fields are on the page, and the probe's answer has nothing else`()
        async throws
    {
        let report = StatusReport(try await parts())
        let names = report.health.map(\.name)
        for name in names { #expect(page.contains("\n| `\(name)` | ")) }
        guard case .object(let members) = report.json else { return }
        #expect(members.map(\.name) == names + ["*", "pubsub.example.org"])
        let probe = try RoutesFixture().routes.status.probe()
        let object = try JSONSerialization.jsonObject(with: Data(probe.body.utf8)) as? [String: Any]
        #expect(Set(try #require(object).keys) == Set(names))
    }
}
