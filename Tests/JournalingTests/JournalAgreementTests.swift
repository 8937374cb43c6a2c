import Journaling
import PubSub
import Testing

/// The two journals against each other: whatever happens, they tell the same.
@Suite("Journals agree", .timeLimit(.minutes(1)))
struct JournalAgreementTests {
    @Test(
        "The journal on disk tells what the one in memory tells",
        arguments: 1...6 as ClosedRange<UInt64>)
    func agree(seed: UInt64) throws {
        var history = RandomHistory(seed: seed)
        let folder = try TemporaryFolder()
        let memory = MemoryJournal()
        var disk = try SQLiteJournal(folder: folder.path, synchronous: .normal)
        for round in 0..<60 {
            let changes = try history.changes()
            try memory.record(changes, at: Int64(round))
            try disk.record(changes, at: Int64(round))
            if history.number(below: 5) == 0 {
                let retention = Retention(
                    maximumEntries: history.number(below: 150), maximumAge: .milliseconds(20))
                let now = Timestamp(milliseconds: Int64(round))
                #expect(try memory.trim(retention, now: now) == disk.trim(retention, now: now))
            }
            if history.number(below: 8) == 0 {
                disk.close()
                disk = try SQLiteJournal(folder: folder.path, synchronous: .normal)
            }
            try compare(memory, disk, after: Position(rawValue: Int64(history.number(below: 500))))
        }
    }

    private func compare(
        _ memory: MemoryJournal, _ disk: SQLiteJournal, after: Position
    ) throws {
        #expect(memory.head == disk.head)
        #expect(memory.counts == disk.counts)
        #expect(try memory.restored() == disk.restored())
        for node in RandomHistory.nodes {
            #expect(try memory.floor(of: node) == disk.floor(of: node))
            #expect(try memory.lastDeletion(of: node) == disk.lastDeletion(of: node))
            #expect(
                try memory.history(of: node, after: after) == disk.history(of: node, after: after))
        }
        let nodes = ["n0", "n1", "e\u{301}"].map {
            NodeAddress(service: "pubsub.example.org", node: $0)
        }
        let pages = try [memory, disk].map { (journal: any Journal) in
            try journal.entries(after: after, through: 400, of: nodes, maximumBytes: 500)
        }
        #expect(pages[0] == pages[1])
        let positions = (1...memory.head.rawValue).map(Position.init(rawValue:))
        #expect(
            try memory.publications(at: positions) == disk.publications(at: positions))
    }
}
