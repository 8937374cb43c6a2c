import Journaling
import PubSub
import Testing

@testable import Gateway

/// The state that is read on one thread and applied on another.
@Suite struct RestorationTests {
    @Test func `More than fits between the threads comes whole and in order`() throws {
        let journal = MemoryJournal()
        try journal.append(
            (1...40_000).map { number in
                Entry(
                    position: Position(rawValue: number), time: Timestamp(milliseconds: number),
                    service: "pubsub.example.org",
                    change: .nodeCreated("node-\(number)", NodeConfiguration()))
            })
        var expected: [Entry] = []
        try journal.restore { expected.append($0) }
        var given: [Entry] = []
        try Restoration(of: journal).forEach { given.append($0) }
        #expect(given.count == 40_000)
        #expect(given == expected)
    }

    @Test func `An empty journal gives nothing`() throws {
        var given: [Entry] = []
        try Restoration(of: MemoryJournal()).forEach { given.append($0) }
        #expect(given.isEmpty)
    }

    @Test func `Why the journal cannot be read is thrown to who applies`() {
        let journal = MemoryJournal()
        journal.close()
        #expect(throws: JournalError.closed) { try Restoration(of: journal).forEach { _ in } }
    }
}
