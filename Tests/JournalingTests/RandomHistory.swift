import PubSub
import Seeding
import XMPP

/// Changes as a busy service has them, the same for the same seed.
struct RandomHistory {
    /// The last two are spellings of one name: é as one code point, and as two.
    static let nodes: [NodeID] = ["n0", "n1", "n2", "n3", "\u{E9}", "e\u{301}"]
    private static let items: [ItemID] =
        (0..<10).map { "i\($0)" } + ["\u{E9}", "e\u{301}"]

    private var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    mutating func number(below bound: Int) -> Int {
        Int(random.next() % UInt64(bound))
    }

    mutating func changes() throws -> [Change] {
        try (0...number(below: 20)).map { _ in try change() }
    }

    mutating func change() throws -> Change {
        let node = Self.nodes[number(below: 6)]
        let user = try JID("user\(number(below: 4))@example.org")
        switch number(below: 40) {
        case 0: return .nodeDeleted(node)
        case 1: return .nodePurged(node)
        case 2, 3, 4: return .created(node)
        case 5:
            var configuration = NodeConfiguration()
            configuration.maximumItems = number(below: 100)
            configuration.accessModel = [.open, .whitelist][number(below: 2)]
            return .nodeConfigured(node, configuration, displaced: [item(), item()])
        case 6: return .affiliationSet(node, user, Affiliation.allCases[number(below: 6)])
        case 7: return .subscriptionSet(node, user, Subscription())
        case 8: return .subscriptionSet(node, user, nil)
        case 9, 10, 11: return .itemRetracted(node, item(), notify: .requested)
        case let roll:
            let text = String(repeating: "x", count: number(below: 50))
            let displaced = roll == 12 ? [item()] : []
            return .published(node, item(), text, displacing: displaced, isKept: roll < 32)
        }
    }

    mutating func item() -> ItemID {
        Self.items[number(below: 12)]
    }
}
