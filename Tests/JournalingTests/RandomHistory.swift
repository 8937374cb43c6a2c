import PubSub
import XMPP

/// Changes as a busy service has them, the same for the same seed.
struct RandomHistory {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// A number below a bound (SplitMix64).
    mutating func number(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }

    mutating func changes() throws -> [Change] {
        try (0...number(below: 20)).map { _ in try change() }
    }

    mutating func change() throws -> Change {
        let node = "n\(number(below: 6))"
        let user = try JID("user\(number(below: 4))@example.org")
        switch number(below: 40) {
        case 0: return .nodeDeleted(node)
        case 1: return .nodePurged(node)
        case 2, 3, 4: return .created(node)
        case 5:
            var configuration = NodeConfiguration()
            configuration.maximumItems = number(below: 100)
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
        "i\(number(below: 12))"
    }
}
