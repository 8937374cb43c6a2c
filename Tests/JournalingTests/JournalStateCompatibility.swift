import Journaling
import PubSub
import Testing
import XMPP

/// What every journal has to do: the state that its entries add up to.
@Suite("Journal: state", .timeLimit(.minutes(1)))
struct JournalStateCompatibility {
    @Test("The state is given as condensed entries", arguments: JournalUnderTest.allCases)
    func condenses(kind: JournalUnderTest) throws {
        let romeo = try JID("romeo@example.net")
        let juliet = try JID("juliet@example.net")
        let device = try JID("romeo@example.net/orchard")
        var titled = NodeConfiguration()
        titled.title = "Titled"
        let pending = Subscription(state: .pending, isDelivering: false)
        let publication = Publication(
            item: Item(
                id: "2", publisher: device, payload: XMLFragment(trusted: "<a xmlns='u'/>")),
            showsPublisher: true, displaced: ["1"], created: Position(rawValue: 2))
        try kind.withJournal { journal in
            try journal.record(
                .created("a"), .affiliationSet("a", romeo, .owner),
                .affiliationSet("a", juliet, .member), at: 1000)
            try journal.record(
                .created("b"), .published("a", "1"),
                .subscriptionSet("a", device, Subscription()),
                .subscriptionSet("a", romeo, pending),
                .published("b", "1"), .itemPublished("a", publication),
                .nodeConfigured("a", titled, displaced: []),
                .affiliationSet("a", juliet, .none), .affiliationSet("a", device, .publisher),
                .subscriptionSet("a", device, nil), at: 2000)
            func condensed(_ position: Position, _ time: Int64, _ change: Change) -> Entry {
                Entry(
                    position: position, time: Timestamp(milliseconds: time),
                    service: "pubsub.example.org", change: change)
            }
            let item = Item(id: "2", publisher: device)
            #expect(
                try journal.restored() == [
                    condensed(1, 1000, .nodeCreated("a", titled)),
                    condensed(4, 2000, .created("b")),
                    condensed(1, 1000, .affiliationSet("a", romeo, .publisher)),
                    condensed(1, 1000, .subscriptionSet("a", romeo, pending)),
                    condensed(8, 2000, .itemPublished("b", Publication(item: Item(id: "1")))),
                    condensed(
                        9, 2000,
                        .itemPublished(
                            "a",
                            Publication(
                                item: item, showsPublisher: true, created: Position(rawValue: 2)))),
                ])
        }
    }

    @Test("An item published again takes its new place", arguments: JournalUnderTest.allCases)
    func republishes(kind: JournalUnderTest) throws {
        try kind.withJournal { journal in
            try journal.record(
                .created("a"), .published("a", "1"), .published("a", "2"), .published("a", "1"))
            #expect(try journal.restoredItems() == ["2", "1"])
        }
    }

    @Test(
        "Items go by retraction, purge, limit and with their node",
        arguments: JournalUnderTest.allCases)
    func dropsItems(kind: JournalUnderTest) throws {
        try kind.withJournal { journal in
            try journal.record(
                (["a", "b", "c", "d"] as [NodeID]).flatMap { node in
                    [.created(node), .published(node, "\(node)1"), .published(node, "\(node)2")]
                })
            try journal.record(.itemRetracted("a", "a1", notify: .requested))
            #expect(try journal.restoredItems() == ["a2", "b1", "b2", "c1", "c2", "d1", "d2"])
            try journal.record(.nodePurged("b"))
            #expect(try journal.restoredItems() == ["a2", "c1", "c2", "d1", "d2"])
            try journal.record(.nodeConfigured("c", NodeConfiguration(), displaced: ["c1"]))
            #expect(try journal.restoredItems() == ["a2", "c2", "d1", "d2"])
            try journal.record(.nodeDeleted("d"), .created("d"))
            #expect(try journal.restoredItems() == ["a2", "c2"])
            try journal.record(.published("a", "a3", displacing: ["a2", "a3"]))
            #expect(try journal.restoredItems() == ["c2"])
        }
    }

    @Test(
        "A node whose access model has changed tells where it last did",
        arguments: JournalUnderTest.allCases)
    func tellsAccessChanges(kind: JournalUnderTest) throws {
        var closed = NodeConfiguration()
        closed.accessModel = .whitelist
        var titled = NodeConfiguration()
        titled.title = "Titled"
        try kind.withJournal { journal in
            try journal.record(
                .nodeCreated("a", closed), .nodeConfigured("a", NodeConfiguration(), displaced: []),
                .nodeConfigured("a", titled, displaced: []), .created("b"),
                .nodeConfigured("b", titled, displaced: []))
            var told = try journal.restored()
            #expect(told.map(\.position) == [1, 2, 4])
            #expect(
                told.dropFirst().map(\.change) == [
                    .nodeConfigured("a", titled, displaced: []), .nodeCreated("b", titled),
                ])
            guard case .nodeCreated("a", let created) = told[0].change else {
                Issue.record("\(told[0]) is no creation")
                return
            }
            #expect(created.accessModel != .open)
            try journal.record(.nodeDeleted("a"), .created("a"))
            told = try journal.restored()
            #expect(told.map(\.position) == [4, 7])
            #expect(told.map(\.change) == [.nodeCreated("b", titled), .created("a")])
        }
    }

    @Test("A node that is created again begins anew", arguments: JournalUnderTest.allCases)
    func recreates(kind: JournalUnderTest) throws {
        let romeo = try JID("romeo@example.net")
        try kind.withJournal { journal in
            try journal.record(
                .created("a"), .affiliationSet("a", romeo, .owner),
                .subscriptionSet("a", romeo, Subscription()), .published("a", "1"),
                .nodeDeleted("a"))
            #expect(try journal.restored() == [])
            let entries = try journal.record(.created("a"))
            #expect(try journal.restored() == entries)
        }
    }

    @Test(
        "Facts about a node that is not there are history only",
        arguments: JournalUnderTest.allCases)
    func passesOverStrangers(kind: JournalUnderTest) throws {
        let romeo = try JID("romeo@example.net")
        try kind.withJournal { journal in
            let entries = try journal.record(
                .published("a", "1"), .affiliationSet("a", romeo, .owner),
                .subscriptionSet("a", romeo, Subscription()), .nodePurged("a"), .nodeDeleted("a"),
                .nodeConfigured("a", NodeConfiguration(), displaced: ["1"]))
            #expect(try journal.restored() == [])
            #expect(try journal.history(of: "a") == entries)
        }
    }

    @Test("Items that are not kept are history only", arguments: JournalUnderTest.allCases)
    func passesOverTransient(kind: JournalUnderTest) throws {
        try kind.withJournal { journal in
            try journal.record(.created("a"), .published("a", "1"))
            try journal.record(.published("a", "1", isKept: false))
            try journal.record(.published("a", "2", displacing: ["1"], isKept: false))
            #expect(try journal.restoredItems() == ["1"])
            #expect(try journal.history(of: "a")?.count == 4)
        }
    }

    @Test(
        "Two spellings of a name are two nodes, two items and two people, after a restart too",
        arguments: JournalUnderTest.allCases)
    func tellsSpellingsApart(kind: JournalUnderTest) throws {
        let (one, other): (NodeID, NodeID) = ("caf\u{E9}", "cafe\u{301}")
        let (first, second): (ItemID, ItemID) = ("\u{E9}", "e\u{301}")
        // Unicode 3.2 does not know this letter, so preparation leaves both spellings.
        let romeo = try JID("\u{1B06}@example.net")
        let nurse = try JID("\u{1B05}\u{1B35}@example.net")
        try kind.withRestarts([
            { journal in
                try journal.record(
                    .created(one), .affiliationSet(one, romeo, .outcast),
                    .affiliationSet(one, nurse, .member), .published(one, first),
                    .published(one, second))
                #expect(try journal.restoredItems() == [first, second])
            },
            { journal in
                #expect(try journal.history(of: other) == [])
                // There is no such node: these are history only.
                try journal.record(
                    .published(other, "3"), .itemRetracted(other, first, notify: .requested),
                    .nodeDeleted(other))
                #expect(try journal.restoredItems() == [first, second])
                #expect(try journal.history(of: other)?.count == 3)
            },
            { journal in
                try journal.record(
                    .created(other), .published(other, second), .published(one, "3"),
                    .itemRetracted(one, first, notify: .requested), .nodeDeleted(other))
            },
            { journal in
                #expect(try journal.restoredItems() == [second, "3"])
                #expect(try journal.history(of: one)?.count == 7)
                let affiliations = try journal.restored().map(\.change).filter {
                    if case .affiliationSet = $0 { true } else { false }
                }
                #expect(
                    Set(affiliations) == [
                        .affiliationSet(one, romeo, .outcast), .affiliationSet(one, nurse, .member),
                    ])
            },
        ])
    }
}
