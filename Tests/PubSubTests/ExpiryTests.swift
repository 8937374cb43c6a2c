import PubSub
import Testing
import XMPP

@Suite("Items that do not stay for ever")
struct ExpiryTests {
    @Test("An item goes when its time is over, and subscribers are told (pubsub#item_expire)")
    func expires() throws {
        let romeo = try Requester.user("romeo")
        let juliet = try JID("juliet@example.org")
        var shell = EngineShell()
        _ = try shell.send(
            .create("news", configuration: .configuration([("item_expire", "60")])), by: romeo)
        _ = try shell.send(.subscribe("news", juliet, options: nil), by: .entity(juliet))
        _ = try shell.send(.publish("news", [.small("a")], options: nil), by: romeo)
        let published = shell.now
        shell.now += 30_000
        _ = try shell.send(.publish("news", [.small("b")], options: nil), by: romeo)

        let early = shell.engine.expirations(at: Timestamp(milliseconds: published + 60_000))
        #expect(early.isEmpty)
        let due = shell.engine.expirations(at: Timestamp(milliseconds: published + 60_001))
        #expect(due == [.itemRetracted("news", "a", notify: .configured)])
        let told = shell.apply(due)
        #expect(told.map(\.event) == [.retract(["a"])])
        #expect(told.first?.recipients == [juliet])
        #expect(shell.engine.nodes["news"]?.items.all.map(\.id) == ["b"])
    }

    @Test("Items stay where the node says nothing, and again when it says max")
    func staysForEver() throws {
        let romeo = try Requester.user("romeo")
        var shell = EngineShell()
        _ = try shell.send(.create("news", configuration: nil), by: romeo)
        _ = try shell.send(.publish("news", [.small("a")], options: nil), by: romeo)
        let never = Timestamp(milliseconds: .max)
        #expect(shell.engine.expirations(at: never).isEmpty)
        _ = try shell.send(.configure("news", .configuration([("item_expire", "1")])), by: romeo)
        #expect(shell.engine.expirations(at: never).count == 1)
        _ = try shell.send(.configure("news", .configuration([("item_expire", "max")])), by: romeo)
        #expect(shell.engine.expirations(at: never).isEmpty)
    }

    @Test("No more are given at once than asked for")
    func isBounded() throws {
        let romeo = try Requester.user("romeo")
        var shell = EngineShell()
        for node in ["a", "b"] {
            _ = try shell.send(
                .create(node, configuration: .configuration([("item_expire", "1")])), by: romeo)
            for id in ["1", "2", "3"] {
                _ = try shell.send(.publish(node, [.small(id)], options: nil), by: romeo)
            }
        }
        let late = Timestamp(milliseconds: shell.now + 10_000)
        #expect(shell.engine.expirations(at: late, maximumCount: 4).count == 4)
        #expect(shell.engine.expirations(at: late).count == 6)
    }
}
