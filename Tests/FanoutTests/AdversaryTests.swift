import EventStream
import Fanout
import Seeding
import PubSub
import Testing

/// Plays publishers, readers who come back, slow ones, ones who vanish, and a retention that takes what
/// they need, in a random order, and compares what each reader gets with what a model says.
@Suite("A seeded adversary against the hub", .serialized)
struct AdversaryTests {
    /// A client that follows one node or two over any number of connections.
    private final class Client {
        let selection: Selection
        var peer: Peer?
        /// The last entry that it got.
        var cursor: Position
        var got: [String?] = []
        /// What of the present connection's events is noted in `got`.
        private var noted = 0

        init(_ selection: Selection, at cursor: Position) {
            self.selection = selection
            self.cursor = cursor
        }

        func connect(to hub: Hub, head: Position, using random: inout SeededGenerator) {
            let peer = Peer(
                Bool.random(using: &random) ? Sockets.loopback() : Sockets.local(),
                sendBuffer: Bool.random(using: &random) ? 4096 : nil,
                isChunked: selection.framing == .chunked)
            hub.attach(peer, to: selection, after: cursor, openedAt: head)
            self.peer = peer
            noted = 0
        }

        func note() {
            guard let peer else { return }
            let events = peer.events
            for event in events[noted...] where event.event != "stream" {
                got.append(event.id)
                if let cursor = event.id.flatMap({ Cursor($0) }) { self.cursor = cursor.position }
            }
            noted = events.count
        }
    }

    @Test(
        "Every reader gets every entry after its cursor once and in order",
        arguments: 1...8 as ClosedRange<UInt64>)
    func model(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let journal = JournalDouble(pageEntries: Int.random(in: 1...40, using: &random))
        var configuration = HubConfiguration()
        configuration.ringBytes = Int.random(in: 500...40_000, using: &random)
        configuration.loops = Int.random(in: 1...2, using: &random)
        configuration.replays = Int.random(in: 1...4, using: &random)
        configuration.heartbeat = .milliseconds(30)
        configuration.sendsInBatches = Bool.random(using: &random)
        let hub = Hub(journal, configuration)
        let selections: [Selection] = [
            .nodes("a"), .nodes("b"), .nodes("a", "b"), .nodes("a", framing: .none),
        ]
        let clients = (0..<24).map { Client(selections[$0 % selections.count], at: .start) }

        for _ in 0..<200 {
            let client = clients.randomElement(using: &random) ?? clients[0]
            switch Int.random(in: 0..<10, using: &random) {
            case 0...2:
                let node: NodeID = ["a", "b", "c"].randomElement(using: &random) ?? "a"
                let count = Int.random(in: 1...20, using: &random)
                let bytes = [10, 200, 2000].randomElement(using: &random) ?? 10
                hub.publish(journal.publish(count, to: node, bytes: bytes))
            case 3...4 where client.peer == nil:
                client.connect(to: hub, head: journal.head, using: &random)
            case 5:
                client.note()
                client.peer?.close()
                client.peer = nil
            default:
                let limit = Int.random(in: 1...20_000, using: &random)
                _ = try client.peer?.readSome(milliseconds: 0, atMost: limit)
                client.note()
            }
        }
        for client in clients {
            if client.peer == nil { client.connect(to: hub, head: journal.head, using: &random) }
            let expected = journal.entries.filter {
                client.selection.addresses.contains($0.address)
            }
            .map { "e-\($0.position.rawValue)" }
            client.note()
            let before = client.got.count - (client.peer?.entries.count ?? 0)
            try await client.peer?.read { $0.entries.count + before >= expected.count }
            client.note()
            #expect(client.got == expected)
        }
        // Heartbeats alone fill the socket of a client that does not read.
        try await Self.pump(clients) { hub.counts.lagging == 0 && hub.counts.bufferedBytes == 0 }
        async let isOver: Void = hub.shutDown()
        try await Self.pump(clients) { clients.allSatisfy { $0.peer?.hasEnded == true } }
        await isOver
        #expect(clients.allSatisfy { $0.peer?.events.last?.event == "stream" })
        #expect(hub.counts.ended.byShutdown == clients.count)
    }

    /// Lets all clients read until the condition holds, or nothing has come in 20 s of waiting.
    private static func pump(_ clients: [Client], until condition: () -> Bool) async throws {
        var patience = 4000
        while !condition() {
            try #require(patience > 0)
            var hasRead = false
            for client in clients where client.peer?.hasEnded == false {
                if try client.peer?.readSome(milliseconds: 0) == true { hasRead = true }
            }
            guard !hasRead else { continue }
            patience -= 1
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    @Test(
        "Under a retention that takes what readers need, each gets a part without holes, then an end in order",
        arguments: 1...8 as ClosedRange<UInt64>)
    func retention(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let journal = JournalDouble(pageEntries: 5)
        var configuration = HubConfiguration()
        configuration.ringBytes = 4000
        let hub = Hub(journal, configuration)
        let peers = (0..<10).map { _ in Peer(sendBuffer: 4096) }
        for peer in peers { hub.attach(peer, after: .start) }
        for _ in 0..<100 {
            hub.publish(journal.publish(5, to: "a", bytes: 300))
            let peer = peers.randomElement(using: &random)
            _ = try peer?.readSome(
                milliseconds: 0, atMost: Int.random(in: 1...9000, using: &random))
            if Int.random(in: 0..<4, using: &random) == 0 {
                journal.trim(through: Position(rawValue: journal.head.rawValue - 100))
            }
        }
        hub.publish(journal.append([.nodeDeleted("a")]))
        for peer in peers {
            try await peer.readToEnd()
            #expect(peer.hasLastChunk)
            #expect(peer.entries.map(\.id) == (1...peer.entries.count).map { "e-\($0)" })
        }
        #expect(await hub.waits { $0.readers == 0 && $0.rings == 0 && $0.bufferedBytes == 0 })
        #expect(hub.counts.ended.byNode + hub.counts.ended.byJournal == peers.count)
    }
}
