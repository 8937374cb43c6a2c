import PubSub
import Testing
import XMPP

@Suite("Items that do not stay for ever")
struct ExpiryTests {
    let romeo: Requester
    let never = Timestamp(milliseconds: .max)

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
        #expect(try shell.send(.expire(at: never), by: .operator).changes.isEmpty)
        for (value, count) in [("1", 1), ("max", 0)] {
            _ = try shell.send(
                .configure("news", .configuration([("item_expire", value)])), by: romeo)
            var copy = shell
            #expect(try copy.send(.expire(at: never), by: .operator).changes.count == count)
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
        let late = Timestamp(milliseconds: shell.now + 100_000)
        let first = try shell.send(.expire(at: late), by: .operator)
        #expect(first.changes.count == 1000)
        #expect(first.changes.first == .itemRetracted("z", "old", notify: .configured))
        let second = try shell.send(.expire(at: late), by: .operator)
        #expect(second.changes.count == 201)
    }

    @Test("Nobody but the operator's clock says what time it is")
    func onlyTheOperator() {
        var shell = EngineShell()
        for requester in [romeo, .anonymous] {
            #expect(throws: PubSubError.self) {
                try shell.send(.expire(at: never), by: requester)
            }
        }
    }

    private func expire(
        _ shell: inout EngineShell, at milliseconds: Int64
    ) throws -> EngineShell.Outcome {
        try shell.send(.expire(at: Timestamp(milliseconds: milliseconds)), by: .operator)
    }
}
