import Foundation
import Testing

/// `docs/conformance.md` is a promise: what it names is there, and it names all there is.
@Suite("docs/conformance.md", .serialized)
struct ConformanceTests {
    /// A line of one of its tables.
    struct Row: CustomStringConvertible {
        var rule: String
        var level: String
        var tests: [String]
        /// Of `Tests/EndToEnd/conformance`.
        var checks: [String]
        var description: String { rule }
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// What parts the rules from the scores.
    static let scores = "<!-- scores -->"

    static let rows: [Row] = {
        let page = root.appending(path: "docs/conformance.md")
        let text = (try? String(contentsOf: page, encoding: .utf8)) ?? ""
        let rules = text.components(separatedBy: scores).first ?? ""
        return rules.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 8, !["rule", "---"].contains(cells[1]) else { return nil }
            return Row(
                rule: cells[1], level: cells[3], tests: names(in: cells[5]),
                checks: names(in: cells[6]))
        }
    }()

    private static func names(in cell: String) -> [String] {
        cell.split(separator: ",").map {
            $0.trimmingCharacters(in: CharacterSet(charactersIn: " `"))
        }
    }

    /// The names of the checks that real clients put to a service: those of their functions.
    static func checks() throws -> Set<String> {
        let folder = root.appending(path: "Tests/EndToEnd/conformance")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasPrefix("checks_") }
        return Set(
            try files.flatMap { file in
                try String(contentsOf: folder.appending(path: file), encoding: .utf8)
                    .components(separatedBy: "@check(").dropFirst().compactMap { text in
                        text.firstMatch(of: /async def ([a-z_]+)\(/).map {
                            String($0.1.replacing("_", with: "-"))
                        }
                    }
            })
    }

    @Test(
        "Each rule has a test, and is asked by real clients unless it is left out on purpose",
        arguments: rows)
    func everyRuleHasATest(_ row: Row) {
        #expect(["must", "should", "skip"].contains(row.level))
        #expect(!row.tests.isEmpty)
        #expect(!row.checks.isEmpty || row.level == "skip")
    }

    @Test("Each test that is named is there", arguments: rows)
    func everyTestIsThere(_ row: Row) {
        for test in row.tests {
            let file =
                test.contains("/")
                ? Self.root.appending(path: test)
                : TranscriptTests.folder.appending(path: "\(test).xmpp")
            #expect(FileManager.default.fileExists(atPath: file.path), "\(test)")
        }
    }

    @Test("Each check of real clients is that of a rule, and in the table of scores")
    func everyCheckIsNamed() throws {
        let checks = try Self.checks()
        #expect(checks.count > 100)
        #expect(Set(Self.rows.flatMap(\.checks)) == checks)
        let page = try String(
            contentsOf: Self.root.appending(path: "docs/conformance.md"), encoding: .utf8)
        let scores = page.components(separatedBy: Self.scores).last ?? ""
        for check in checks {
            #expect(scores.contains("| `\(check)` |"), "\(check)")
        }
    }

    @Test("Each transcript is named")
    func everyTranscriptIsNamed() {
        let named = Set(Self.rows.flatMap(\.tests))
        let missing = TranscriptTests.files.filter { !named.contains(String($0.dropLast(5))) }
        #expect(missing.isEmpty)
        #expect(Self.rows.count > 100)
    }
}
