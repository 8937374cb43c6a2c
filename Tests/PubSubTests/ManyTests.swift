import PubSub
import Testing
import XMPP

/// What stays small where there is much of something.
@Suite("Many of something")
struct ManyTests {
    let romeo: Requester
    let juliet: JID

    init() throws {
        romeo = try .user("romeo")
        juliet = try JID("juliet@example.org")
    }

    @Test("Items that one request takes back are told of at once (§7.2.2.1)")
    func retractions() throws {
        var shell = EngineShell(
            settings: ServiceSettings(creators: .anyone, maximumItemsPerRequest: 120))
        _ = try shell.send(.create("news", configuration: nil), by: romeo)
        _ = try shell.send(.subscribe("news", juliet, options: nil), by: .entity(juliet))
        let ids = (1...120).map { ItemID("\($0)") }
        _ = try shell.send(.publish("news", ids.map { .small($0) }, options: nil), by: romeo)
        let outcome = try shell.send(.retract("news", ids, notify: .configured), by: romeo)
        #expect(outcome.changes.count == 120)
        #expect(outcome.notifications.map(\.event) == [.retract(ids)])
        let service = try JID("pubsub.example.org")
        let messages = outcome.notifications.flatMap { $0.messages(from: service) }
        #expect(messages.count == 3)
    }

    @Test("One request takes back no more items than it may publish (§16.3)")
    func tooManyRetractions() throws {
        var shell = EngineShell(
            settings: ServiceSettings(creators: .anyone, maximumItemsPerRequest: 2))
        _ = try shell.send(.create("news", configuration: nil), by: romeo)
        _ = try shell.send(.publish("news", [.small("a")], options: nil), by: romeo)
        #expect(throws: PubSubError.tooManyItems(limit: 2)) {
            try shell.send(.retract("news", ["a", "a", "a"], notify: .configured), by: romeo)
        }
    }

    @Test("Pages of the own subscriptions end, whatever stands in resources and names (§5.6)")
    func ownSubscriptions() throws {
        var shell = EngineShell()
        // "a b" to "c" and "a" to "b c" would be the same name.
        let subscribed: [(NodeID, String)] = [
            ("b c", "x"), ("c", "x b"), ("b b c", "x"), ("z", "x"),
        ]
        for (node, resource) in subscribed {
            _ = try shell.send(.create(node, configuration: nil), by: romeo)
            let jid = try JID("juliet@example.org/\(resource)")
            _ = try shell.send(.subscribe(node, jid, options: nil), by: .entity(jid))
        }
        var page = PageRequest(maximumCount: 1)
        var seen: [NodeID] = []
        while seen.count <= subscribed.count {
            let reply = try shell.send(.ownSubscriptions(nil, page), by: .entity(juliet)).reply
            guard case .ownSubscriptions(_, let lines, let set) = reply, let last = set?.last else {
                break
            }
            seen += lines.map(\.node)
            page = PageRequest(.after(ItemID(last)), maximumCount: 1)
        }
        #expect(seen == ["b b c", "b c", "c", "z"])
    }

    @Test("A node of thousands of owners can be asked what it is (§5.4)")
    func owners() throws {
        var shell = EngineShell()
        _ = try shell.send(.create("news", configuration: nil), by: romeo)
        shell.apply(
            try (0..<9000).map {
                let jid = try JID("\(String(repeating: "o", count: 60))\($0)@example.org")
                return .affiliationSet("news", jid, $0 % 2 == 0 ? .owner : .publisher)
            })
        let reply = try shell.send(.nodeInformation("news"), by: romeo).reply
        let answer = try #require(reply.element(from: "pubsub.example.org"))
        #expect(XMLWriter.string(answer).utf8.count < 256 * 1024)
        guard case .information(let information) = reply else { return }
        let owners = try #require(information.metadata?["pubsub#owner"]?.values)
        #expect(owners.count > 100)
    }

    @Test("Nodes where requests wait are named as far as they fit (§8.7)")
    func pendingNodes() throws {
        var shell = EngineShell()
        let owner = try JID("romeo@example.org")
        let nurse = try JID("nurse@example.org")
        var configuration = NodeConfiguration()
        configuration.accessModel = .authorize
        for number in 0..<400 {
            let node = NodeID(String(repeating: "n", count: 900) + String(number))
            shell.apply([
                .nodeCreated(node, configuration), .affiliationSet(node, owner, .owner),
                .subscriptionSet(node, nurse, Subscription(state: .pending)),
            ])
        }
        let reply = try shell.send(.pending(.chooseNode, session: nil), by: romeo).reply
        let answer = try #require(reply.element(from: "pubsub.example.org"))
        let bytes = XMLWriter.string(answer).utf8.count
        #expect(bytes < 300 * 1024 && bytes > 200 * 1024)
    }

    @Test("An item that the same form pushes out is nobody's last item (§6.1.7, §8.2)")
    func displacedLastItem() throws {
        var shell = EngineShell()
        _ = try shell.send(
            .create("news", configuration: .configuration([("access_model", "authorize")])),
            by: romeo)
        _ = try shell.send(.publish("news", [.small("a")], options: nil), by: romeo)
        _ = try shell.send(.subscribe("news", juliet, options: nil), by: .entity(juliet))
        let outcome = try shell.send(
            .configure(
                "news", .configuration([("access_model", "open"), ("persist_items", "0")])),
            by: romeo)
        #expect(
            outcome.notifications.filter { $0.recipients == [juliet] }.map(\.event)
                == [.subscription(juliet, .subscribed)])
    }
}
