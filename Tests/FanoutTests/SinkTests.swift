import EventStream
import Fanout
import PubSub
import Testing

/// Readers whose bytes go to a sink.
@Suite struct SinkTests {
    private static let window = 4096

    private static var small: HubConfiguration {
        var configuration = HubConfiguration()
        configuration.sinkWindow = window
        configuration.ringBytes = 16 * 1024
        return configuration
    }

    private func ids(_ count: Int) -> [String] { (1...count).map { "e-\($0)" } }

    @Test func `A sink gets what a socket gets`() async throws {
        let journal = JournalDouble()
        let hub = Hub(journal)
        let sink = SinkDouble(hub)
        let peer = Peer(isChunked: false)
        hub.attach(sink, after: .start)
        hub.attach(peer, to: .nodes("a", framing: .none), after: .start)
        for _ in 0..<20 { hub.publish(journal.publish(1, to: "a")) }
        #expect(try await peer.readEvents(20).map(\.id) == ids(20))
        #expect(try await eventually { try sink.items.count == 20 })
        #expect(try sink.events == peer.events)
    }

    @Test func `A sink is given its window and no more, and goes on when its peer takes some`()
        async throws
    {
        let journal = JournalDouble()
        let hub = Hub(journal, Self.small)
        let sink = SinkDouble(hub)
        hub.attach(sink, after: .start)
        for _ in 0..<3 { hub.publish(journal.publish(10, to: "a", bytes: 500)) }
        #expect(await hub.waits { $0.lagging == 1 })
        #expect(await eventually { sink.held == Self.window })
        #expect(journal.reads == 0)
        #expect(
            try await eventually {
                sink.drain()
                return try sink.items.count == 30
            })
        #expect(try sink.items.map(\.id) == ids(30))
        #expect(await hub.waits { $0.lagging == 0 && $0.bufferedBytes == 0 })
    }

    @Test func `A sink that the ring has left behind goes on in the journal`() async throws {
        let journal = JournalDouble(pageEntries: 9)
        let hub = Hub(journal, Self.small)
        let sink = SinkDouble(hub)
        hub.attach(sink, after: .start)
        for _ in 0..<50 { hub.publish(journal.publish(10, to: "a", bytes: 500)) }
        #expect(
            await hub.waits {
                $0.frames >= 500 && $0.lagging == 1 && $0.bufferedBytes < 64 * 1024
            })
        #expect(sink.held == Self.window)
        #expect(
            try await eventually {
                sink.drain()
                return try sink.items.count == 500
            })
        #expect(try sink.items.map(\.id) == ids(500))
        #expect(journal.reads > 0)
    }

    @Test func `A sink whose peer takes nothing for too long is cut`() async throws {
        let journal = JournalDouble()
        var configuration = Self.small
        configuration.stallTimeout = .milliseconds(100)
        let hub = Hub(journal, configuration)
        let sink = SinkDouble(hub)
        hub.attach(sink, after: .start)
        hub.publish(journal.publish(20, to: "a", bytes: 500))
        #expect(await hub.waits { $0.ended.byStall == 1 && $0.readers == 0 })
        #expect(await eventually { sink.ending != nil })
        guard case .cut = sink.ending else {
            Issue.record("it ended in order")
            return
        }
        sink.port.delivered(Self.window)
        sink.port.closed()
        #expect(await hub.waits { $0.bufferedBytes == 0 })
    }

    @Test func `A turn has one way to all sinks of a thread`() async throws {
        let journal = JournalDouble()
        let hub = Hub(journal)
        let carrier = CarrierDouble()
        let sinks = (0..<100).map { _ in SinkDouble(hub, carrier: carrier) }
        for sink in sinks { hub.attach(sink, after: .start) }
        #expect(await hub.waits { $0.readers == 100 })
        hub.publish(journal.publish(1, to: "a"))
        #expect(try await eventually { try sinks.allSatisfy { try $0.items.count == 1 } })
        #expect(carrier.counts == [100])
    }

    @Test func `A reader whose sink is closed has left`() async throws {
        let journal = JournalDouble()
        let hub = Hub(journal)
        let sink = SinkDouble(hub)
        hub.attach(sink, after: .start)
        #expect(await hub.waits { $0.readers == 1 })
        sink.port.closed()
        #expect(await hub.waits { $0.readers == 0 && $0.rings == 0 && $0.ended.byClient == 1 })
    }

    @Test func `A reader whose peer fell silent has stalled`() async throws {
        let journal = JournalDouble()
        let hub = Hub(journal)
        let sink = SinkDouble(hub)
        hub.attach(sink, after: .start)
        sink.port.closed(.silent)
        #expect(await hub.waits { $0.readers == 0 && $0.ended.byStall == 1 })
    }

    @Test func `A shutdown says goodbye, and waits for the connections of sinks to end`()
        async throws
    {
        let journal = JournalDouble()
        let hub = Hub(journal)
        let sink = SinkDouble(hub)
        hub.attach(sink, after: .start)
        #expect(await hub.waits { $0.readers == 1 })
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await hub.shutDown() }
            #expect(await eventually { sink.ending != nil })
            guard case .inOrder = sink.ending else {
                Issue.record("it was cut")
                return
            }
            #expect(try sink.events.map(\.data) == [#"{"state":"shutdown"}"#])
            sink.port.closed()
            try await tasks.waitForAll()
        }
        let late = SinkDouble(hub)
        hub.attach(late, after: .start)
        #expect(late.ending != nil)
    }

    @Test func `A node that is deleted ends the sinks that follow it, in order`() async throws {
        let journal = JournalDouble()
        let hub = Hub(journal)
        let sink = SinkDouble(hub)
        hub.attach(sink, after: .start)
        hub.publish(journal.publish(2, to: "a"))
        hub.publish(journal.append([.nodeDeleted("a")]))
        #expect(await eventually { sink.ending != nil })
        #expect(try sink.events.count == 3)
        #expect(await hub.waits { $0.ended.byNode == 1 })
    }
}
