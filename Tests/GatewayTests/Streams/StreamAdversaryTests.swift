import Fanout
import Journaling
import Seeding
import PubSub
import Testing
import XMPP

@testable import Gateway

/// Publishers, clients who are slow, cut and come back, a retention that takes what they need, and
/// restarts, in an order that the seed decides. The whole service without its sockets.
@Suite(.serialized) struct StreamAdversaryTests {
    /// The journal outlives the services on it, as the disk does.
    private final class World {
        let journal = MemoryJournal(epoch: "e")
        let history = History()
        var fixture: RoutesFixture

        init() throws {
            fixture = try RoutesFixture(journal: journal, hub: Self.small, history: history)
        }

        static var small: HubConfiguration {
            var configuration = HubConfiguration()
            configuration.ringBytes = 3000
            // Nobody reads while the hub says goodbye.
            configuration.shutdownTimeout = .milliseconds(20)
            configuration.heartbeat = .milliseconds(50)
            return configuration
        }

        /// Publishes without waiting, so that streams are opened in the midst of it.
        func publish(_ count: Int, to node: NodeID, bytes: Int) {
            for _ in 0..<count {
                let text = String(repeating: "x", count: bytes)
                let draft = ItemDraft(
                    id: nil, payloads: [XMLFragment(trusted: "<t xmlns=\"urn:t\">\(text)</t>")])
                fixture.pipeline.submit(
                    PubSub.Request(
                        service: "pubsub.example.org", requester: .operator,
                        verb: .publish(node, [draft], options: nil))
                ) { _ in }
            }
        }

        func settle() async throws {
            _ = try await fixture.pipeline.submit(
                PubSub.Request(
                    service: "pubsub.example.org", requester: .operator,
                    verb: .serviceInformation))
        }

        func restart() async throws {
            try await settle()
            await fixture.hub.shutDown()
            fixture.pipeline.close()
            fixture = try RoutesFixture(journal: journal, hub: Self.small, history: history)
        }
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func `What was published is delivered once and in order, or announced as a gap`(
        seed: UInt64
    ) async throws {
        var random = SeededGenerator(seed: seed)
        let world = try World()
        for node in ["a", "b", "c"] as [NodeID] { world.publish(1, to: node, bytes: 1) }
        try await world.settle()
        let plans: [(target: String, nodes: Set<NodeID>, items: Int?)] = [
            ("/eventsource/a", ["a"], nil), ("/eventsource/b?items=5", ["b"], 5),
            ("/eventsource?node=a&node=b&items=0", ["a", "b"], 0),
            ("/eventsource?node=c&node=a&items=20", ["a", "c"], 20),
            ("/eventsource/c?poll&items=5", ["c"], 5),
        ]
        let clients = (0..<15).map { StreamClient(plans[$0 % plans.count].target) }
        for _ in 0..<300 {
            let client = clients[Int.random(in: clients.indices, using: &random)]
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<5:
                world.publish(
                    Int.random(in: 1...15, using: &random),
                    to: ["a", "b", "c"][Int.random(in: 0..<3, using: &random)],
                    bytes: Int.random(in: 1...400, using: &random))
            case 5..<8 where !client.isOpen:
                await client.open(
                    on: world.fixture, sendBuffer: Bool.random(using: &random) ? 4096 : 65_536)
            case 8: client.close()
            case 9 where Int.random(in: 0..<4, using: &random) == 0:
                _ = try world.journal.trim(
                    .init(maximumEntries: Int.random(in: 1...100, using: &random)),
                    now: Timestamp(milliseconds: 0))
            case 10 where Int.random(in: 0..<6, using: &random) == 0:
                try await world.restart()
            default:
                try client.read(
                    milliseconds: 0, atMost: Int.random(in: 1...6000, using: &random))
            }
        }
        try await world.settle()
        let followed = clients.indices.map { plans[$0 % plans.count] }
        try await finish(Array(zip(clients, followed.map(\.nodes))), world)
        for (client, plan) in zip(clients, followed) {
            let history = world.history.entries
            var checker = StreamChecker(nodes: plan.nodes, items: plan.items, history: history)
            checker.check(client.log)
        }
        await world.fixture.hub.shutDown()
    }

    /// Lets every client come back and read until it has the last entry of its nodes.
    private func finish(
        _ clients: [(StreamClient, Set<NodeID>)], _ world: World
    ) async throws {
        for node in ["a", "b", "c"] as [NodeID] { world.publish(1, to: node, bytes: 1) }
        try await world.settle()
        let last = world.history.entries.suffix(3)
        var patience = 6000
        for (client, nodes) in clients {
            let end = last.last { nodes.contains($0.change.node) }?.position
            while !client.hasReached(end) {
                try #require(patience > 0, "\(client.log.suffix(5))")
                patience -= 1
                if !client.isOpen { await client.open(on: world.fixture, sendBuffer: 65_536) }
                try client.read(milliseconds: 5)
                await Task.yield()
            }
        }
    }
}
