import Journaling
import PubSub
import Testing
import XMPP

/// What an engine was told, a journal tells again: rights, configurations and the order of items.
@Suite("An engine after a restart")
struct EngineRestoreTests {
    @Test(
        "It has the state it had, also when retention took entries",
        arguments: JournalUnderTest.allCases, [1, 2, 3] as [UInt64])
    func restores(kind: JournalUnderTest, seed: UInt64) throws {
        try kind.withJournal { journal in
            var history = RandomRequests(seed: seed)
            var engine = newEngine()
            for step in 0..<400 {
                let request = Request(
                    service: engine.service, requester: history.requester, verb: history.verb)
                // Refusals belong to it: they change nothing.
                let time = Timestamp(milliseconds: Int64(step) * 1000)
                let decision = try? engine.decide(
                    request, at: Occasion("made-\(step)", at: time))
                let entries = try journal.record(
                    decision?.changes ?? [], at: Int64(step) * 1000)
                for entry in entries { engine.apply(entry) }
                if step % 100 == 50 {
                    _ = try journal.trim(
                        Retention(maximumEntries: 20), now: Timestamp(milliseconds: 0))
                }
            }
            var restored = newEngine()
            try journal.restore { restored.apply($0) }
            #expect(restored.nodes.keys.sorted() == engine.nodes.keys.sorted())
            for (id, node) in engine.nodes {
                let again = try #require(restored.nodes[id])
                #expect(again.configuration == node.configuration)
                #expect(again.created == node.created)
                #expect(again.accessChanged == node.accessChanged)
                #expect(again.affiliations == node.affiliations)
                #expect(
                    again.subscriptions.all.map(\.jid) == node.subscriptions.all.map(\.jid))
                #expect(
                    again.subscriptions.all.map(\.subscription)
                        == node.subscriptions.all.map(\.subscription))
                #expect(Set(again.subscriptions.audience) == Set(node.subscriptions.audience))
                #expect(again.items.all == node.items.all)
            }
            #expect(!engine.nodes.isEmpty)
        }
    }

    private func newEngine() -> Engine {
        Engine(service: "pubsub.example.org", settings: ServiceSettings(creators: .anyone))
    }
}

/// Requests by three people about three nodes, two of which differ in spelling alone, the same for the same seed.
private struct RandomRequests {
    private var state: UInt64
    private let people = ["romeo", "juliet", "nurse"].compactMap { try? JID("\($0)@example.org/x") }

    init(seed: UInt64) { state = seed }

    private mutating func number(below bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[number(below: elements.count)]
    }

    var requester: Requester {
        mutating get { number(below: 4) == 0 ? .operator : .entity(pick(people)) }
    }

    var verb: Verb {
        mutating get {
            let node: NodeID = pick(["a", "\u{E9}", "e\u{301}"])
            let jid = pick([pick(people), pick(people).bare])
            switch number(below: 10) {
            case 0: return .create(node, configuration: nil)
            case 1: return .configure(node, form)
            case 2: return .subscribe(node, jid, options: nil)
            case 3:
                let affiliation = pick(Affiliation.allCases)
                return .setAffiliations(
                    node, [AffiliationChange(jid: jid, affiliation: affiliation)])
            case 4: return .retract(node, [pick(["1", "\u{E9}"])], notify: .configured)
            case 5: return pick([.purge(node), .unsubscribe(node, jid), .delete(node)])
            default:
                let payload = XMLFragment(name: "a", namespace: "urn:example", text: "b")
                let id: ItemID = pick(["1", "2", "3", "\u{E9}", "e\u{301}"])
                return .publish(node, [ItemDraft(id: id, payloads: [payload])], options: nil)
            }
        }
    }

    private var form: DataForm {
        mutating get {
            let (name, value) = pick([
                ("access_model", "open"), ("access_model", "authorize"), ("max_items", "3"),
                ("access_model", "whitelist"), ("max_items", "max"), ("publish_model", "open"),
                ("item_expire", "60"), ("title", "t"), ("persist_items", "1"),
            ])
            return DataForm(.submit, fields: [DataForm.Field("pubsub#\(name)", values: [value])])
        }
    }
}
