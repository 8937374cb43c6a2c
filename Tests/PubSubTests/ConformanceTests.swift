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
        var description: String { rule }
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static let rows: [Row] = {
        let page = root.appending(path: "docs/conformance.md")
        let text = (try? String(contentsOf: page, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 7, !["rule", "---"].contains(cells[1]) else { return nil }
            let tests = cells[5].split(separator: ",").map {
                $0.trimmingCharacters(in: CharacterSet(charactersIn: " `"))
            }
            return Row(rule: cells[1], level: cells[3], tests: tests)
        }
    }()

    @Test("Each rule has a level, and a test unless it is left out on purpose", arguments: rows)
    func everyRuleHasATest(_ row: Row) {
        #expect(["must", "should", "skip"].contains(row.level))
        #expect(!row.tests.isEmpty)
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

    @Test("Each transcript is named")
    func everyTranscriptIsNamed() {
        let named = Set(Self.rows.flatMap(\.tests))
        let missing = TranscriptTests.files.filter { !named.contains(String($0.dropLast(5))) }
        #expect(missing.isEmpty)
        #expect(Self.rows.count > 100)
    }
}
