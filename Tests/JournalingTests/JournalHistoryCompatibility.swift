import Journaling
import PubSub
import Testing
import XMPP

/// What every journal has to do: history.
@Suite("Journal: history", .timeLimit(.minutes(1)))
struct JournalHistoryCompatibility {
    @Test("A new journal is empty and has a name of its own", arguments: JournalUnderTest.allCases)
    func startsEmpty(kind: JournalUnderTest) throws {
        try kind.withJournal { journal in
            #expect(journal.head == .start)
            #expect(try journal.restored().isEmpty)
            #expect(try journal.floor(of: "a") == .start)
            #expect(journal.counts == JournalCounts())
            #expect(journal.epoch.allSatisfy { "0123456789abcdef".contains($0) })
            try kind.withJournal { other in #expect(other.epoch != journal.epoch) }
        }
    }

    @Test("Every kind of change comes back as it was", arguments: JournalUnderTest.allCases)
    func keepsEverything(kind: JournalUnderTest) throws {
        let user = try JID("romeo@example.net/orchard")
        var closed = NodeConfiguration()
        closed.accessModel = .whitelist
        closed.title = "\"Jülich\" & <more>"
        let odd: [ItemID] = ["", "3:a,", "ä\u{0}ö", "\n,", "😀"]
        let item = Item(
            id: "id\u{0}1", publisher: user,
            payload: XMLFragment(trusted: "<a xmlns='u'>\r\n\u{1F600}</a>"))
        try kind.withJournal { journal in
            let entries = try journal.record(
                .nodeCreated("n/1", NodeConfiguration()),
                .nodeConfigured("n/1", closed, displaced: odd),
                .itemPublished(
                    "n/1",
                    Publication(
                        item: item, showsPublisher: true, displaced: odd,
                        created: Position(rawValue: 1))),
                .itemPublished("n/1", Publication(item: Item(id: ""), isKept: false)),
                .itemRetracted("n/1", "id", notify: .requested),
                .itemRetracted("n/1", "id", notify: .configured),
                .affiliationSet("n/1", user, .publishOnly),
                .affiliationSet("n/1", user, .none),
                .subscriptionSet("n/1", user, Subscription(state: .pending, isDelivering: false)),
                .subscriptionSet("n/1", user, Subscription()),
                .subscriptionSet("n/1", user, nil),
                .nodePurged("n/1"), .nodeDeleted("n/1"),
                .nodeDeleted("n/1", redirect: Redirect("xmpp:pubsub.example.org?;node=n/2")),
                at: 1_700_000_000_123)
            #expect(try journal.history(of: "n/1") == entries)
            #expect(journal.head == 14)
        }
    }

    @Test("A page has the entries of its nodes, oldest first", arguments: JournalUnderTest.allCases)
    func selects(kind: JournalUnderTest) throws {
        try kind.withJournal { journal in
            let entries = try journal.record(
                .created("a"), .created("b"), .created("c"), .published("a", "1"),
                .published("b", "1"), .published("c", "1"), .published("a", "2"))
            let others = try journal.record(.created("a"), service: "other.example.org")
            #expect(try journal.history(of: "a") == [0, 3, 6].map { entries[$0] })
            #expect(try journal.history(of: "a", "b", "a") == [0, 1, 3, 4, 6].map { entries[$0] })
            #expect(try journal.history(of: "a", "c", after: 3) == [3, 5, 6].map { entries[$0] })
            #expect(try journal.history(of: "nobody") == [])
            let address = NodeAddress(service: "other.example.org", node: "a")
            let page = try journal.entries(
                after: .start, through: 100, of: [address], maximumBytes: 1000)
            #expect(page == Page(entries: others, through: 8))
        }
    }

    @Test("A page ends at its position and knows it", arguments: JournalUnderTest.allCases)
    func endsAtPosition(kind: JournalUnderTest) throws {
        try kind.withJournal { journal in
            let entries = try journal.record(
                .created("a"), .created("b"), .published("a", "1"), .published("a", "2"))
            let address = NodeAddress(service: "pubsub.example.org", node: "a")
            let page = try journal.entries(
                after: 1, through: 3, of: [address], maximumBytes: 1 << 20)
            #expect(page == Page(entries: [entries[2]], through: 3))
        }
    }

    @Test("Pages bounded in bytes follow each other", arguments: JournalUnderTest.allCases)
    func paginates(kind: JournalUnderTest) throws {
        try kind.withJournal { journal in
            try journal.record(.created("a"), .created("b"))
            let changes = (0..<2500).map { number in
                Change.published(
                    number % 3 == 0 ? "b" : "a", "\(number)",
                    String(repeating: "x", count: number % 300))
            }
            let entries = try journal.record(changes)
            for maximumBytes in [1, 1000, 100_000, 1 << 30] {
                let history = try journal.history(
                    of: "b", "a", after: 2, maximumBytes: maximumBytes)
                #expect(history == entries)
            }
            let page = try journal.entries(
                after: 2, through: journal.head,
                of: [NodeAddress(service: "pubsub.example.org", node: "a")], maximumBytes: 1)
            #expect(page.entries.count == 1)
        }
    }

    @Test(
        "A batch that does not follow the head changes nothing",
        arguments: JournalUnderTest.allCases)
    func refusesHoles(kind: JournalUnderTest) throws {
        try kind.withJournal { journal in
            var entries = try journal.record(.created("a"))
            entries.append(contentsOf: entries)
            entries[0].position = 2
            entries[1].position = 4
            #expect(throws: JournalError.misplaced(4, expected: 3)) { try journal.append(entries) }
            #expect(throws: JournalError.misplaced(4, expected: 2)) {
                try journal.append([entries[1]])
            }
            #expect(journal.head == 1)
            #expect(try journal.history(of: "a")?.count == 1)
            try journal.record(.published("a", "1"))
            #expect(journal.head == 2)
        }
    }

    @Test("Publications are found by position", arguments: JournalUnderTest.allCases)
    func findsPublications(kind: JournalUnderTest) throws {
        try kind.withJournal { journal in
            let entries = try journal.record(
                .created("a"), .published("a", "1", "one"),
                .itemRetracted("a", "x", notify: .configured),
                .published("a", "2", "two"))
            #expect(
                try journal.publications(at: [1, 2, 3, 4, 5]) == [2: entries[1], 4: entries[3]])
            #expect(try journal.publications(at: []) == [:])
        }
    }

    @Test(
        "The last deletion is known by name, until retention has taken it",
        arguments: JournalUnderTest.allCases)
    func knowsDeletions(kind: JournalUnderTest) throws {
        try kind.withJournal { journal in
            try journal.record(.created("a"), .created("b"), .published("a", "1"))
            #expect(try journal.lastDeletion(of: "a", "b", "never") == .start)
            try journal.record(.nodeDeleted("a"), .nodeDeleted("b"), .created("a"))
            try journal.record(.created("c"), .published("a", "2"))
            #expect(try journal.lastDeletion(of: "a") == 4)
            #expect(try journal.lastDeletion(of: "a", "b", "c") == 5)
            try journal.record(.nodeDeleted("a"))
            #expect(try journal.lastDeletion(of: "a") == 9)
            _ = try journal.trim(Retention(maximumEntries: 4), now: Timestamp(milliseconds: 0))
            #expect(try journal.lastDeletion(of: "a") == 9)
            #expect(try journal.lastDeletion(of: "b") == .start)
            #expect(try journal.floor(of: "b") == 5)
            _ = try journal.trim(Retention(maximumEntries: 0), now: Timestamp(milliseconds: 0))
            #expect(try journal.lastDeletion(of: "a") == .start)
            #expect(try journal.floor(of: "a") == 9)
        }
    }

    @Test("A closed journal says so", arguments: JournalUnderTest.allCases)
    func closes(kind: JournalUnderTest) throws {
        try kind.withJournal { journal in
            try journal.record(.created("a"))
            journal.close()
            journal.close()
            #expect(throws: JournalError.closed) { try journal.record(.created("b")) }
            #expect(throws: JournalError.closed) { try journal.history(of: "a", after: .start) }
            #expect(throws: JournalError.closed) { try journal.restored() }
            #expect(throws: JournalError.closed) { try journal.floor(of: "a") }
            #expect(throws: JournalError.closed) { try journal.lastDeletion(of: "a") }
            #expect(throws: JournalError.closed) { try journal.publications(at: [1]) }
            #expect(throws: JournalError.closed) {
                try journal.trim(Retention(), now: Timestamp(milliseconds: 0))
            }
        }
    }
}
