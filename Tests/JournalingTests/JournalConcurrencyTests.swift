import Journaling
import PubSub
import Testing

/// One writes, others read at the same time.
@Suite("Journal: readers beside the writer", .timeLimit(.minutes(1)))
struct JournalConcurrencyTests {
    @Test("Readers see every batch whole and in order", arguments: JournalUnderTest.allCases)
    func readWhileWriting(kind: JournalUnderTest) async throws {
        let folder = try TemporaryFolder()
        let journal: any Journal =
            switch kind {
            case .memory: MemoryJournal()
            case .sqlite: try SQLiteJournal(folder: folder.path, synchronous: .normal)
            }
        try journal.record(.created("a"))
        let last: Position = 3001
        try await withThrowingTaskGroup(of: [Position].self) { group in
            for _ in 0..<3 {
                group.addTask { try await follow(journal, through: last) }
            }
            group.addTask {
                for batch in 0..<300 {
                    try journal.record((0..<10).map { .published("a", "\(batch)-\($0)") })
                    await Task.yield()
                }
                return []
            }
            for try await positions in group where !positions.isEmpty {
                #expect(positions == (1...last.rawValue).map(Position.init(rawValue:)))
            }
        }
        journal.close()
    }

    /// Reads on from where the last page ended, as a reader that lags does.
    private func follow(_ journal: any Journal, through last: Position) async throws -> [Position] {
        let address = NodeAddress(service: "pubsub.example.org", node: "a")
        var positions: [Position] = []
        var position = Position.start
        while position < last {
            let page = try journal.entries(
                after: position, through: last, of: [address], maximumBytes: 4000)
            positions += page.entries.map(\.position)
            position = page.through
            await Task.yield()
        }
        return positions
    }
}
