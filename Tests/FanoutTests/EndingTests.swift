import EventStream
import Fanout
import PubSub
import Testing

@Suite("How streams end", .serialized)
struct EndingTests {
    static let endings: [Change] = [.nodeDeleted("a"), .closing("a"), .comingClosed("a")]

    /// Of a deletion its own event tells.
    static func lastWord(_ ending: Change) -> String? {
        if case .nodeDeleted = ending { nil } else { #"{"state":"revoked","node":"a"}"# }
    }

    @Test(
        "A deleted or closed node is the last event of those who were let in before",
        arguments: endings)
    func live(_ ending: Change) async throws {
        let journal = JournalDouble()
        let hub = Hub(journal)
        let peer = Peer()
        hub.attach(peer, after: .start)
        hub.publish(
            journal.append([
                .item("1", in: "a", text: "x"), ending, .item("2", in: "a", text: "secret"),
            ]))
        try await peer.readToEnd()
        #expect(peer.entries.map(\.id) == ["e-1", "e-2"])
        #expect(peer.lastWord == Self.lastWord(ending))
        #expect(peer.hasLastChunk)
        #expect(await hub.waits { $0.ended.byNode == 1 && $0.readers == 0 })
    }

    @Test(
        "A reader who lags gets everything up to the end, and nothing after it", arguments: endings)
    func lagging(_ ending: Change) async throws {
        for ringBytes in [8 * 1024, 1024 * 1024] {
            let journal = JournalDouble(pageEntries: 7)
            var configuration = HubConfiguration()
            configuration.ringBytes = ringBytes
            let hub = Hub(journal, configuration)
            let peer = Peer(sendBuffer: 4096)
            hub.attach(peer, after: .start)
            hub.publish(journal.publish(100, to: "a", bytes: 500))
            hub.publish(journal.append([ending, .nodeCreated("a", NodeConfiguration())]))
            for _ in 0..<10 { hub.publish(journal.publish(10, to: "a", bytes: 500)) }
            try await peer.readToEnd()
            #expect(peer.entries.map(\.id) == (1...101).map { "e-\($0)" })
            #expect(peer.lastWord == Self.lastWord(ending))
            #expect(peer.hasLastChunk)
        }
    }

    @Test("Who is let in after an end goes on behind it, and does not end", arguments: endings)
    func letInAfterwards(_ ending: Change) async throws {
        let journal = JournalDouble()
        journal.append([
            .item("1", in: "a", text: "secret"), ending,
            .nodeCreated("a", NodeConfiguration()), .item("2", in: "a", text: "y"),
        ])
        let hub = Hub(journal)
        let peer = Peer()
        hub.attach(peer, after: 2.position, openedAt: journal.head)
        hub.publish(journal.publish(1, to: "a"))
        #expect(try await peer.readEvents(3).map(\.id) == ["e-3", "e-4", "e-5"])
        #expect(!peer.hasEnded)
    }

    @Test(
        "An end that overtook the reader on its way to the hub still ends its stream",
        arguments: endings)
    func overtaken(_ ending: Change) async throws {
        let journal = JournalDouble()
        let hub = Hub(journal)
        hub.publish(journal.append([.item("1", in: "a", text: "x"), ending]))
        hub.publish(journal.publish(5, to: "a"))
        let peer = Peer()
        hub.attach(peer, after: 1.position)
        try await peer.readToEnd()
        #expect(peer.entries.map(\.id) == ["e-2"])
        #expect(peer.lastWord == Self.lastWord(ending))
        #expect(peer.hasLastChunk)
    }

    @Test("An end that several readers share comes to each of them after everything before it")
    func shared() async throws {
        let journal = JournalDouble()
        let hub = Hub(journal)
        let peers = (0..<5).map { _ in Peer() }
        for peer in peers { hub.attach(peer, after: .start) }
        hub.publish(journal.append([.item("1", in: "a", text: "x"), .nodeDeleted("a")]))
        for peer in peers {
            try await peer.readToEnd()
            #expect(peer.events.map(\.id) == ["e-1", "e-2"])
            #expect(peer.hasLastChunk)
        }
        #expect(await hub.waits { $0.ended.byNode == 5 && $0.bufferedBytes == 0 })
    }

    @Test("An end of one node ends nobody else's stream")
    func others() async throws {
        let journal = JournalDouble()
        let hub = Hub(journal)
        let peer = Peer()
        hub.attach(peer, to: .nodes("b"), after: .start)
        hub.publish(journal.append([.nodeDeleted("a"), .item("1", in: "b", text: "x")]))
        #expect(try await peer.readEvents(1).map(\.id) == ["e-2"])
    }

    @Test("A shutdown ends every stream after a whole event, and says so")
    func shutdown() async throws {
        let journal = JournalDouble()
        let hub = Hub(journal)
        let peers = (0..<10).map { _ in Peer() }
        for peer in peers { hub.attach(peer, after: .start) }
        hub.publish(journal.publish(3, to: "a"))
        await hub.shutDown()
        for peer in peers {
            try await peer.readToEnd()
            #expect(peer.events.map(\.event) == [nil, nil, nil, "stream"])
            #expect(peer.events.last?.data == #"{"state":"shutdown"}"#)
            #expect(peer.events.last?.id == "e-3")
            #expect(peer.hasLastChunk)
        }
        #expect(hub.counts.readers == 0)
        #expect(hub.counts.ended.byShutdown == 10)
    }

    @Test("A shutdown lets a slow reader finish its frame, and keeps its cursor where it is")
    func slowShutdown() async throws {
        let journal = JournalDouble()
        let hub = Hub(journal)
        let (peer, idle) = (Peer(sendBuffer: 4096), Peer())
        hub.attach(peer, after: .start)
        hub.attach(idle, to: .nodes("idle"), after: .start)
        hub.publish(journal.publish(100, to: "a", bytes: 500))
        #expect(await hub.waits { $0.lagging == 1 })
        async let isOver: Void = hub.shutDown()
        try await idle.readToEnd()
        try await peer.readToEnd()
        await isOver
        #expect(peer.hasLastChunk)
        let items = peer.events.dropLast()
        #expect(items.map(\.id) == (1...items.count).map { "e-\($0)" })
        #expect(items.count < 100)
        #expect(peer.events.last?.event == "stream")
        #expect(peer.events.last?.id == items.last?.id)
    }

    @Test("A shutdown lets a slow reader finish its preamble")
    func shutdownDuringPreamble() async throws {
        let journal = JournalDouble()
        let hub = Hub(journal)
        let encoder = FrameEncoder(epoch: "e", format: .item, framing: .chunked)
        let preamble = encoder.comment(String(repeating: "x", count: 100_000))
        let (peer, idle) = (Peer(sendBuffer: 4096), Peer())
        hub.attach(peer, after: .start, preamble: preamble)
        hub.attach(idle, to: .nodes("idle"), after: .start)
        #expect(await hub.waits { $0.lagging == 1 && $0.readers == 2 })
        async let isOver: Void = hub.shutDown()
        try await idle.readToEnd()
        try await peer.readToEnd()
        await isOver
        #expect(peer.signals.count == 2)
        #expect(peer.events.map(\.event) == ["stream"])
        #expect(peer.hasLastChunk)
    }

    @Test("A shutdown does not wait for a reader who takes nothing")
    func stalledShutdown() async throws {
        let journal = JournalDouble()
        var configuration = HubConfiguration()
        configuration.shutdownTimeout = .milliseconds(50)
        let hub = Hub(journal, configuration)
        let peer = Peer(sendBuffer: 4096)
        hub.attach(peer, after: .start)
        hub.publish(journal.publish(100, to: "a", bytes: 500))
        await hub.shutDown()
        #expect(hub.counts.readers == 0)
        try await peer.readToEnd()
        #expect(!peer.hasLastChunk)
    }

    @Test("After a shutdown readers are closed at once and publishers are not held")
    func afterwards() async throws {
        let journal = JournalDouble()
        let hub = Hub(journal)
        await hub.shutDown()
        let peer = Peer()
        hub.attach(peer, after: .start)
        try await peer.readToEnd()
        hub.publish(journal.publish(3, to: "a"))
        await hub.shutDown()
    }
}
