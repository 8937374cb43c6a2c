import Seeding
import Testing
import XMPP

@testable import PubSub

/// Facts that did not become durable leave no trace.
// Serialized: tests of other suites wait for what happens in time, and need a thread for it.
@Suite("Taking facts back", .serialized)
struct ReversalTests {
    @Test("The state is what it was, however many facts are taken back at once", arguments: 0..<12)
    func roundTrip(seed: UInt64) {
        var requests = RandomRequests(seed: seed)
        var chance = SeededGenerator(seed: seed + 1000)
        var shell = EngineShell()
        var reversed = 0
        for _ in 0..<200 {
            let before = shell.engine
            var tried = shell
            var entries = 0
            for _ in 0...chance.next() % 5 {
                let (requester, verb) = requests.next()
                entries += (try? tried.send(verb, by: requester))?.changes.count ?? 0
            }
            var engine = tried.engine
            for reversal in tried.reversals.suffix(entries).reversed() { engine.revert(reversal) }
            expectEqual(engine, before)
            reversed += entries
            // Half of the time the facts stay, so that there is something to take back from.
            if chance.chance(in: 2) { shell = tried }
        }
        #expect(reversed > 100)
    }

    @Test("What a full node lost is at its old place again, and what follows goes on from there")
    func displaced() throws {
        let romeo = try Requester.user("romeo")
        var shell = EngineShell()
        _ = try shell.send(
            .create("n", configuration: .configuration([("max_items", "40")])), by: romeo)
        for number in 0..<60 {
            _ = try shell.send(.publish("n", [.small("\(number)")], options: nil), by: romeo)
        }
        let before = shell.engine
        var tried = shell
        for verb: Verb in [
            .publish("n", [.small("30"), .small("x"), .small("30")], options: nil),
            .retract("n", ["31", "59", "45"], notify: .configured),
            .configure("n", .configuration([("max_items", "3")])),
            .purge("n"), .publish("n", [.small("y")], options: nil), .delete("n"),
            .create("n", configuration: nil), .publish("n", [.small("20")], options: nil),
        ] { _ = try tried.send(verb, by: romeo) }
        var engine = tried.engine
        for reversal in tried.reversals[shell.reversals.count...].reversed() {
            engine.revert(reversal)
        }
        expectEqual(engine, before)
        let items = try #require(engine.nodes["n"]?.items)
        for number in 20..<60 { #expect(items.index(of: "\(number)") == number - 20) }
    }

    private func expectEqual(_ one: Engine, _ other: Engine) {
        #expect(Array(one.index.lines) == Array(other.index.lines))
        #expect(one.involvements == other.involvements)
        #expect(one.expiring == other.expiring)
        #expect(one.nodes.keys.sorted() == other.nodes.keys.sorted())
        for (id, node) in one.nodes {
            guard let was = other.nodes[id] else { continue }
            #expect(node.configuration == was.configuration)
            #expect(node.created == was.created)
            #expect(node.accessChanged == was.accessChanged)
            #expect(node.affiliations == was.affiliations)
            #expect(node.items == was.items)
            for item in was.items.all { #expect(node.items[item.id] == item) }
            let (now, then) = (node.subscriptions, was.subscriptions)
            #expect(now.all.map(\.jid) == then.all.map(\.jid))
            #expect(now.all.map(\.subscription) == then.all.map(\.subscription))
            #expect(Set(now.audience) == Set(then.audience))
            #expect(now.audience.count == then.audience.count)
            #expect(now.subscribedCount == then.subscribedCount)
        }
    }
}
