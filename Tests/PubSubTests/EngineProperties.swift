import PubSub
import Testing
import XMPP

/// What holds after any sequence of requests.
// Serialized: tests of other suites wait for what happens in time, and need a thread for it.
@Suite("Any sequence of requests", .serialized)
struct EngineProperties {
    static let steps = 150

    @Test("Replayed from its entries, the state is the same", arguments: 0..<4)
    func replay(seed: UInt64) {
        let shell = played(seed: seed) { _, _ in }
        var again = Engine(service: shell.engine.service, settings: shell.engine.settings)
        for entry in shell.entries { again.apply(entry) }
        #expect(again.nodes == shell.engine.nodes)
        #expect(!shell.entries.isEmpty)
    }

    @Test(
        "No node has more items than pubsub#max_items, nor any where it keeps none",
        arguments: 8..<12)
    func itemCounts(seed: UInt64) {
        _ = played(seed: seed) { shell, _ in
            for node in shell.engine.nodes.values {
                let limit = node.configuration.persistsItems ? node.configuration.maximumItems : 0
                #expect(node.items.count <= limit)
                #expect(Set(node.items.all.map(\.id)).count == node.items.count)
            }
        }
    }

    @Test("No item is visible to somebody whom the access model denies it", arguments: 16..<20)
    func access(seed: UInt64) throws {
        let people = try RandomRequests.names.map { try Requester.user($0) }
        _ = played(seed: seed) { shell, outcome in
            for (id, node) in shell.engine.nodes {
                for person in people + [.anonymous] {
                    let isAdmitted = isAdmitted(person, to: node)
                    for verb in Self.ways(to: id) {
                        #expect(isRead(verb, by: person, shell.engine) == isAdmitted)
                    }
                }
            }
            for person in people + [.anonymous] {
                #expect(listed(for: person, shell.engine) == found(by: person, shell.engine))
            }
            for notification in outcome?.notifications ?? [] where notification.showsContent {
                guard let node = shell.engine.nodes[notification.node] else { continue }
                for jid in notification.recipients {
                    #expect(isAdmitted(.entity(jid), to: node), "\(notification)")
                }
            }
        }
    }

    @Test("Whoever is subscribed may read, and no node loses its last owner", arguments: 32..<36)
    func invariants(seed: UInt64) {
        var owned: Set<NodeID> = []
        _ = played(seed: seed) { shell, _ in
            for (id, node) in shell.engine.nodes {
                for (jid, subscription) in node.subscriptions.all
                where subscription.state == .subscribed {
                    #expect(isAdmitted(.entity(jid), to: node))
                }
                let heard = node.subscriptions.all.filter { $0.subscription.state == .subscribed }
                #expect(Set(node.subscriptions.audience) == Set(heard.map(\.jid)))
                if !node.owners.isEmpty { owned.insert(id) }
                if owned.contains(id) { #expect(!node.owners.isEmpty) }
            }
            owned.formIntersection(shell.engine.nodes.keys)
        }
    }

    @Test(
        "A stream that follows the entries knows at any time whether it may go on",
        arguments: 40..<44)
    func standings(seed: UInt64) throws {
        var open: [(person: Requester, standing: Standing, from: Int)] = []
        let people = try RandomRequests.names.map { try Requester.user($0) }
        _ = played(seed: seed) { shell, _ in
            for index in open.indices {
                for entry in shell.entries[open[index].from...] {
                    open[index].standing.apply(entry.change)
                }
                open[index].from = shell.entries.count
            }
            open.removeAll { !$0.standing.mayRead }
            for (person, standing, _) in open {
                #expect(isRead(.openStream([standing.node]), by: person, shell.engine))
            }
            for person in people + [.anonymous] where open.count < 50 {
                let request = Request(
                    service: shell.engine.service, requester: person, verb: .openStream(["a"]))
                guard
                    case .stream(let opening) = try? shell.engine.decide(
                        request, at: Occasion("s", at: Timestamp(milliseconds: 0))
                    ).reply, let standing = opening.standings.first
                else { continue }
                open.append((person, standing, shell.entries.count))
            }
        }
    }

    /// Plays random requests; refusals are a part of it.
    private func played(
        seed: UInt64, after check: (EngineShell, EngineShell.Outcome?) -> Void
    ) -> EngineShell {
        var requests = RandomRequests(seed: seed)
        var shell = EngineShell()
        for _ in 0..<Self.steps {
            let (requester, verb) = requests.next()
            let outcome = try? shell.send(verb, by: requester)
            check(shell, outcome)
        }
        return shell
    }

    /// Every request that shows items, or that they exist.
    private static func ways(to node: NodeID) -> [Verb] {
        [
            .items(node, .all), .items(node, .newest(1)), .items(node, .identified(["1"])),
            .items(node, .page(PageRequest(.end, maximumCount: 2), newest: nil, ItemOrder())),
            .nodeItems(node, nil), .openStream([node]),
        ]
    }

    private func isRead(_ verb: Verb, by person: Requester, _ engine: Engine) -> Bool {
        do throws(PubSubError) {
            _ = try engine.decide(
                Request(service: engine.service, requester: person, verb: verb),
                at: Occasion("r", at: Timestamp(milliseconds: 0)))
            return true
        } catch {
            if case .itemsNotPersistent = error { return true }
            return false
        }
    }

    /// The nodes that discovery shows somebody.
    private func listed(for person: Requester, _ engine: Engine) -> Set<NodeID> {
        let request = Request(service: engine.service, requester: person, verb: .nodes(nil))
        guard
            case .listing(_, let lines, _) = try? engine.decide(
                request, at: Occasion("l", at: Timestamp(milliseconds: 0))
            ).reply
        else { return [] }
        return Set(lines.compactMap(\.node))
    }

    /// The nodes that somebody may read, or may ask an owner for.
    private func found(by person: Requester, _ engine: Engine) -> Set<NodeID> {
        Set(
            engine.nodes.filter { _, node in
                guard !isAdmitted(person, to: node) else { return true }
                guard case .entity(let jid) = person else {
                    return node.configuration.accessModel == .authorize
                }
                return node.configuration.accessModel == .authorize
                    && node.affiliations[jid.bare] == nil
            }.keys)
    }

    /// The rule of XEP-0060 §4.1 and §4.5, as a table of its own.
    private func isAdmitted(_ person: Requester, to node: Node) -> Bool {
        guard case .entity(let jid) = person else {
            return person == .operator || node.configuration.accessModel == .open
        }
        switch node.affiliations[jid.bare] ?? .none {
        case .owner, .publisher, .member: return true
        case .outcast, .publishOnly: return false
        case .none: break
        }
        switch node.configuration.accessModel {
        case .open: return true
        case .whitelist: return false
        case .authorize:
            return node.subscriptions.all.contains {
                $0.jid.bare == jid.bare && $0.subscription.state == .subscribed
            }
        }
    }
}

extension Notification {
    /// Whether it tells what only readers may know.
    fileprivate var showsContent: Bool {
        switch event {
        case .item, .itemless, .lastItem, .retract, .purge, .configuration: true
        case .delete, .subscription, .authorizationRequest: false
        }
    }
}
