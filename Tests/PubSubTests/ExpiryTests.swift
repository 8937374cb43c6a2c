import PubSub
import Testing
import XMPP

@Suite("Items that do not stay for ever")
struct ExpiryTests {
    let romeo: Requester
    init() throws { romeo = try .user("romeo") }

    @Test("An item goes when its time is over, and subscribers are told (pubsub#item_expire)")
    func expires() throws {
        let juliet = try JID("juliet@example.org")
        var shell = EngineShell()
        _ = try shell.send(
            .create("news", configuration: .configuration([("item_expire", "60")])), by: romeo)
        _ = try shell.send(.subscribe("news", juliet, options: nil), by: .entity(juliet))
        _ = try shell.send(.publish("news", [.small("a")], options: nil), by: romeo)
        let published = shell.now
        shell.now += 30_000
        _ = try shell.send(.publish("news", [.small("b")], options: nil), by: romeo)

        let early = try expire(&shell, at: published + 60_000)
        #expect(early.changes.isEmpty)
        let due = try expire(&shell, at: published + 60_001)
        #expect(due.changes == [.itemRetracted("news", "a", notify: .configured)])
        #expect(due.notifications.map(\.event) == [.retract(["a"])])
        #expect(due.notifications.first?.recipients == [juliet])
        #expect(shell.engine.nodes["news"]?.items.all.map(\.id) == ["b"])
    }

    @Test("Items stay where the node says nothing, and again when it says max")
    func staysForEver() throws {
        var shell = EngineShell()
        _ = try shell.send(.create("news", configuration: nil), by: romeo)
        _ = try shell.send(.publish("news", [.small("a")], options: nil), by: romeo)
        shell.now += Self.century
        #expect(try shell.send(.expire, by: .operator).changes.isEmpty)
        for (value, count) in [("1", 1), ("max", 0)] {
            _ = try shell.send(
                .configure("news", .configuration([("item_expire", value)])), by: romeo)
            var copy = shell
            copy.now += Self.century
            #expect(try copy.send(.expire, by: .operator).changes.count == count)
        }
    }

    @Test("What is over for longest goes first, whatever its node is called")
    func longestFirst() throws {
        var configuration = NodeConfiguration()
        configuration.itemLifetimeSeconds = 60
        var shell = EngineShell()
        shell.apply([.nodeCreated("z", configuration), .nodeCreated("a", configuration)])
        shell.apply([.itemPublished("z", Publication(item: Item(id: "old")))])
        shell.apply((0..<1200).map { .itemPublished("a", Publication(item: Item(id: "\($0)"))) })
        shell.now += 100_000
        let first = try shell.send(.expire, by: .operator)
        #expect(first.changes.count == 1000)
        #expect(first.changes.first == .itemRetracted("z", "old", notify: .configured))
        #expect(first.reply == .expired(isMoreDue: true))
        let second = try shell.send(.expire, by: .operator)
        #expect(second.changes.count == 201)
        #expect(second.reply == .expired(isMoreDue: false))
    }

    @Test("What is over is answered to nobody, although it has not gone yet")
    func overIsOver() throws {
        let juliet = try JID("juliet@example.org")
        var shell = EngineShell()
        _ = try shell.send(
            .create("news", configuration: .configuration([("item_expire", "60")])), by: romeo)
        _ = try shell.send(.publish("news", [.small("a")], options: nil), by: romeo)
        shell.now += 30_000
        _ = try shell.send(.publish("news", [.small("b")], options: nil), by: romeo)
        #expect(
            try shown(shell) == [["a", "b"], ["a", "b"], ["a", "b"], ["b"], ["a"], ["a", "b"]])
        shell.now += 31_000
        #expect(try shown(shell) == [["b"], ["b"], ["b"], ["b"], [], ["b"]])
        shell.now += 60_000
        #expect(try shown(shell) == [[], [], [], [], [], []])
        let subscribed = try shell.send(
            .subscribe("news", juliet, options: nil), by: .entity(juliet))
        #expect(subscribed.notifications.isEmpty)
        #expect(shell.engine.nodes["news"]?.items.count == 2)
    }

    /// What each way to the items of the node gives.
    private func shown(_ shell: EngineShell) throws -> [[ItemID]] {
        let page = ItemSelection.page(PageRequest(.start), newest: nil, ItemOrder(.creation))
        let ways: [Verb] = [
            .items("news", .all), .items("news", page), .openStream(["news"], newest: 10),
            .openStream(["news"]), .items("news", .identified(["a"])), .nodeItems("news", nil),
        ]
        return try ways.map { way in
            var shell = shell
            switch try shell.send(way, by: romeo).reply {
            case .items(_, let references): return references.map(\.id)
            case .itemPage(_, let page): return page.references.map(\.id)
            case .stream(let opening): return opening.lastItems.map(\.id)
            case .listing(_, let items, _): return items.compactMap { $0.name.map { ItemID($0) } }
            default: return []
            }
        }
    }

    @Test("An item that is published anew after its time is a new one")
    func bornAgain() throws {
        var shell = EngineShell()
        _ = try shell.send(
            .create("news", configuration: .configuration([("item_expire", "60")])), by: romeo)
        _ = try shell.send(.publish("news", [.small("a")], options: nil), by: romeo)
        let first = shell.engine.nodes["news"]?.items["a"]?.position
        _ = try shell.send(.publish("news", [.small("a")], options: nil), by: romeo)
        #expect(shell.engine.nodes["news"]?.items["a"]?.created == first)
        shell.now += 61_000
        _ = try shell.send(.publish("news", [.small("a")], options: nil), by: romeo)
        let item = try #require(shell.engine.nodes["news"]?.items["a"])
        #expect(item.created == item.position)
    }

    @Test("Nobody but the operator's clock says what time it is")
    func onlyTheOperator() {
        var shell = EngineShell()
        for requester in [romeo, .anonymous] {
            #expect(throws: PubSubError.self) {
                try shell.send(.expire, by: requester)
            }
        }
    }

    private func expire(
        _ shell: inout EngineShell, at milliseconds: Int64
    ) throws -> EngineShell.Outcome {
        shell.now = milliseconds
        return try shell.send(.expire, by: .operator)
    }

    private static let century: Int64 = 100 * 365 * 86_400 * 1000
}
