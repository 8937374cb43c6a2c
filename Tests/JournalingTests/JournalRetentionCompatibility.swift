import Journaling
import PubSub
import Testing

/// What every journal has to do: retention.
@Suite("Journal: retention", .timeLimit(.minutes(1)))
struct JournalRetentionCompatibility {
    private func trim(_ journal: any Journal, toEntries count: Int) throws -> Int {
        try journal.trim(Retention(maximumEntries: count), now: Timestamp(milliseconds: 0))
    }

    @Test(
        "The oldest entries go first, and a reader who lacks them is told",
        arguments: JournalUnderTest.allCases)
    func trimsByCount(kind: JournalUnderTest) throws {
        try kind.withJournal { journal in
            let entries = try journal.record(
                [.created("a")] + (1...2500).map { .published("a", "\($0)", isKept: false) }, at: 7)
            #expect(try trim(journal, toEntries: 3000) == 0)
            #expect(try trim(journal, toEntries: 10) == 2491)
            #expect(try trim(journal, toEntries: 10) == 0)
            #expect(try journal.floor(of: "a") == 2491)
            #expect(try journal.history(of: "a", after: 2490) == nil)
            #expect(try journal.history(of: "a", after: 2491) == Array(entries[2491...]))
            #expect(journal.counts.entries == 10)
            #expect(journal.counts.oldest == 2492)
            #expect(journal.counts.oldestTime == Timestamp(milliseconds: 7))
            #expect(try journal.publications(at: [2491, 2492]) == [2492: entries[2491]])
        }
    }

    @Test("Entries go by age", arguments: JournalUnderTest.allCases)
    func trimsByAge(kind: JournalUnderTest) throws {
        try kind.withJournal { journal in
            try journal.record(.created("a"), at: 1000)
            try journal.record(.published("a", "1"), at: 5000)
            try journal.record(.published("a", "2"), at: 9000)
            let retention = Retention(maximumAge: .seconds(5))
            #expect(try journal.trim(retention, now: Timestamp(milliseconds: 6000)) == 0)
            #expect(try journal.trim(retention, now: Timestamp(milliseconds: 10_001)) == 2)
            #expect(journal.counts.oldestTime == Timestamp(milliseconds: 9000))
        }
    }

    @Test("Entries go by size", arguments: JournalUnderTest.allCases)
    func trimsByBytes(kind: JournalUnderTest) throws {
        try kind.withJournal { journal in
            try journal.record(.created("a"))
            try journal.record(
                (1...9).map { .published("a", "\($0)", String(repeating: "ä", count: 1000)) })
            #expect((18_000..<20_000).contains(journal.counts.bytes))
            let retention = Retention(maximumBytes: 6500)
            #expect(try journal.trim(retention, now: Timestamp(milliseconds: 0)) == 7)
            #expect((6000...6500).contains(journal.counts.bytes))
        }
    }

    @Test("A quiet node has no gap by what others lose", arguments: JournalUnderTest.allCases)
    func keepsFloorsApart(kind: JournalUnderTest) throws {
        try kind.withJournal { journal in
            try journal.record(.created("quiet"), .created("loud"))
            try journal.record((1...10).map { .published("loud", "\($0)", isKept: false) })
            let last = try journal.record(.published("quiet", "1"))
            #expect(try trim(journal, toEntries: 1) == 12)
            #expect(try journal.floor(of: "quiet") == 1)
            #expect(try journal.floor(of: "loud") == 12)
            #expect(try journal.floor(of: "never") == .start)
            #expect(try journal.history(of: "quiet", after: 1) == last)
            #expect(try journal.history(of: "quiet", "loud", after: 1) == nil)
            #expect(try journal.history(of: "quiet", "loud", after: 12) == last)
        }
    }

    @Test(
        "Kept items outlive the window, but are not replayed", arguments: JournalUnderTest.allCases)
    func keepsItems(kind: JournalUnderTest) throws {
        try kind.withJournal { journal in
            let entries = try journal.record(
                .created("a"), .published("a", "1", "one"), .published("a", "2", "two"))
            #expect(try trim(journal, toEntries: 0) == 3)
            #expect(journal.head == 3)
            #expect(journal.counts == JournalCounts())
            #expect(try journal.restoredItems() == ["1", "2"])
            #expect(try journal.publications(at: [2]) == [2: entries[1]])
            #expect(try journal.history(of: "a") == nil)
            let later = try journal.record(.published("a", "3"), at: 9)
            #expect(try journal.history(of: "a", after: 3) == later)
            #expect(journal.counts.oldestTime == Timestamp(milliseconds: 9))
        }
    }

    @Test(
        "An item that is kept no longer goes, if the window has left it behind",
        arguments: JournalUnderTest.allCases)
    func dropsOldItems(kind: JournalUnderTest) throws {
        try kind.withJournal { journal in
            try journal.record([.created("a")] + (1...6).map { .published("a", "\($0)") })
            #expect(try trim(journal, toEntries: 1) == 6)
            try journal.record(
                .itemRetracted("a", "1", notify: .configured),
                .published("a", "7", displacing: ["2"]), .published("a", "3"),
                .nodeConfigured("a", NodeConfiguration(), displaced: ["4"]),
                .itemRetracted("a", "6", notify: .configured))
            let positions = (2...7).map { Position(rawValue: $0) }
            #expect(try journal.restoredItems() == ["5", "7", "3"])
            #expect(try journal.publications(at: positions).keys.sorted() == [6, 7])
            try journal.record(.nodePurged("a"))
            #expect(try journal.restoredItems() == [])
            #expect(try journal.publications(at: positions).keys.sorted() == [7])
            // The one that was still in the window can be replayed after all.
            #expect(try journal.history(of: "a", after: 6)?.count == 7)
        }
    }

    @Test(
        "A deleted node is forgotten, but not that it had a history",
        arguments: JournalUnderTest.allCases)
    func forgetsNodes(kind: JournalUnderTest) throws {
        try kind.withJournal { journal in
            try journal.record(.created("a"), .published("a", "1"), .nodeDeleted("a"))
            try journal.record(.created("b"))
            #expect(try trim(journal, toEntries: 1) == 3)
            #expect(try journal.floor(of: "a") == 3)
            #expect(try journal.history(of: "a", after: 2) == nil)
            #expect(try journal.history(of: "a", after: 3) == [])
            let created = try journal.record(.created("a"))
            #expect(try journal.floor(of: "a") == 3)
            #expect(try journal.history(of: "a", after: 2) == nil)
            #expect(try journal.history(of: "a", after: 3) == created)
        }
    }
}
