import Seeding
import PubSub
import XMPP

/// Makes requests of all kinds about a few nodes by a few people, so that they meet often.
struct RandomRequests {
    var generator: SeededGenerator
    /// The last two are spellings of one name: é as one code point, and as two.
    static let nodes: [NodeID] = ["a", "b", "\u{E9}", "e\u{301}"]
    static let names = ["romeo", "juliet", "nurse", "tybalt"]
    static let addresses = names.flatMap { ["\($0)@example.org", "\($0)@example.org/x"] }
        .compactMap { try? JID($0) }

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func next() -> (requester: Requester, verb: Verb) {
        let jid = generator.pick(Self.addresses)
        let requester: Requester =
            switch generator.next() % 20 {
            case 0: .operator
            case 1: .anonymous
            default: .entity(jid)
            }
        return (requester, verb(about: generator.pick(Self.nodes), by: jid))
    }

    private mutating func verb(about node: NodeID, by jid: JID) -> Verb {
        switch generator.next() % 16 {
        case 0: .create(node, configuration: generator.chance(in: 2) ? form : nil)
        case 1, 2: .configure(node, form)
        case 3: generator.chance(in: 6) ? .delete(node) : .purge(node)
        case 4, 5, 6: .publish(node, drafts, options: nil)
        case 7:
            .retract(node, [generator.pick(["1", "2", "\u{E9}", "e\u{301}"])], notify: .requested)
        case 8, 9: .subscribe(node, jid, options: nil)
        case 10: .unsubscribe(node, jid)
        case 11, 12: .setAffiliations(node, affiliations)
        case 13: .setSubscriptions(node, [subscription])
        case 14:
            .authorize(node, generator.pick(Self.addresses), isAllowed: generator.chance(in: 2))
        default: generator.chance(in: 3) ? .bounced(node) : .openStream([node])
        }
    }

    private var form: DataForm {
        mutating get {
            .configuration([
                generator.pick([
                    ("access_model", "open"), ("access_model", "authorize"),
                    ("access_model", "whitelist"), ("publish_model", "open"),
                    ("publish_model", "subscribers"), ("publish_model", "publishers"),
                    ("max_items", "1"), ("max_items", "3"), ("persist_items", "0"),
                    ("persist_items", "1"), ("publish_node_full", "reject"),
                    ("publish_node_full", "discard-oldest"), ("notify_config", "1"),
                    ("deliver_payloads", "0"), ("deliver_payloads", "1"), ("notify_sub", "1"),
                    ("item_expire", "60"), ("item_expire", "max"),
                ])
            ])
        }
    }

    private var drafts: [ItemDraft] {
        mutating get {
            (0...generator.next() % 3).map { _ in
                .small(generator.pick(["1", "2", "3", "\u{E9}", "e\u{301}", nil]))
            }
        }
    }

    private var affiliations: [AffiliationChange] {
        mutating get {
            (0...generator.next() % 2).map { _ in
                AffiliationChange(
                    jid: generator.pick(Self.addresses),
                    affiliation: generator.pick(Affiliation.allCases))
            }
        }
    }

    private var subscription: SubscriptionChange {
        mutating get {
            SubscriptionChange(
                jid: generator.pick(Self.addresses),
                state: generator.pick([.subscribed, .subscribed, nil, .pending]))
        }
    }
}
