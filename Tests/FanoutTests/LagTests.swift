import EventStream
import Fanout
import PubSub
import Testing

/// What readers are told who take less than their nodes get.
@Suite("Readers who lag", .serialized)
struct LagTests {
    private static var small: HubConfiguration {
        var configuration = HubConfiguration()
        configuration.ringBytes = 16 * 1024
        return configuration
    }

    /// Publishes while a quick reader keeps up, so that every ring is flushed again and again.
    private func publish(
        _ rounds: Int, _ hub: Hub, _ journal: JournalDouble, _ quick: Peer
    ) async throws {
        let start = quick.events.count
        for round in 1...rounds {
            hub.publish(journal.publish(10, to: "a", bytes: 500))
            _ = try await quick.readEvents(start + round * 10)
        }
    }

    /// Waits until the loop has looked over all its readers: it is then that silent ones get a comment.
    private func awaitSweep(seenBy idle: Peer) async throws {
        let count = idle.signals.count
        try await idle.read { $0.signals.count >= count + 2 }
    }

    private func states(_ peer: Peer) -> [String?] {
        peer.events.filter { $0.event == "stream" }.map(\.data)
    }

    private func ids(_ peer: Peer) -> [String?] {
        peer.events.filter { $0.event != "stream" }.map(\.id)
    }

    @Test("A reader whom its ring leaves behind is told by how much, once until it has caught up")
    func told() async throws {
        let journal = JournalDouble()
        let hub = Hub(journal, Self.small)
        let (slow, quick) = (Peer(sendBuffer: 4096), Peer())
        hub.attach(slow, after: .start)
        hub.attach(quick, after: .start)
        try await publish(30, hub, journal, quick)
        try await slow.read { ids($0).count == 300 }
        #expect(await hub.waits { $0.lagging == 0 })
        try await publish(30, hub, journal, quick)
        try await slow.read { ids($0).count == 600 }
        #expect(ids(slow) == (1...600).map { "e-\($0)" })
        let told = states(slow)
        #expect(told.count == 2)
        #expect(hub.counts.lags == 2)
        // What it says is what follows it before the ring went on: some, and not more than there was.
        for state in told {
            let state = try #require(state)
            #expect(state.hasPrefix("{\"state\":\"lagged\",\"entries\":"))
            let number = state.split(separator: ":")[2].prefix { $0.isNumber }
            #expect((1...300).contains(Int(number) ?? 0))
        }
        let event = try #require(slow.events.first { $0.event == "stream" })
        #expect(event.id == slow.events.prefix { $0.event != "stream" }.last?.id)
    }

    @Test("A reader over the bound is told so, and its stream ends after a whole event")
    func overdue() async throws {
        let journal = JournalDouble()
        var configuration = Self.small
        configuration.heartbeat = .milliseconds(50)
        configuration.maximumLag.entries = 200
        let hub = Hub(journal, configuration)
        let (slow, quick) = (Peer(sendBuffer: 4096), Peer())
        hub.attach(slow, after: .start)
        hub.attach(quick, after: .start)
        try await publish(30, hub, journal, quick)
        #expect(await hub.waits { $0.lags == 1 })
        try await awaitSweep(seenBy: quick)
        try await slow.readToEnd()
        #expect(slow.hasLastChunk)
        #expect(ids(slow) == (1...ids(slow).count).map { "e-\($0)" })
        #expect(ids(slow).count < 300)
        #expect(states(slow).last??.hasPrefix("{\"state\":\"overdue\",\"entries\":") == true)
        #expect(await hub.waits { $0.ended.byLag == 1 && $0.readers == 1 })
        #expect(slow.events.last?.id == ids(slow).last)
    }

    @Test("Where slow readers are to be closed, the ring's bound ends them")
    func closed() async throws {
        let journal = JournalDouble()
        var configuration = Self.small
        configuration.slowReaders = .close
        let hub = Hub(journal, configuration)
        let (slow, quick) = (Peer(sendBuffer: 4096), Peer())
        hub.attach(slow, after: .start)
        hub.attach(quick, after: .start)
        try await publish(30, hub, journal, quick)
        try await slow.readToEnd()
        #expect(slow.hasLastChunk)
        #expect(ids(slow) == (1...ids(slow).count).map { "e-\($0)" })
        #expect(states(slow).count == 1)
        #expect(states(slow).last??.contains("\"overdue\"") == true)
        #expect(journal.reads == 0)
        #expect(await hub.waits { $0.ended.byLag == 1 && $0.bufferedBytes == 0 })
    }

    @Test(
        "A reader who lags and is overtaken by retention is told so, and ends after a whole event")
    func overtaken() async throws {
        let journal = JournalDouble(pageEntries: 5)
        let hub = Hub(journal, Self.small)
        let (slow, quick) = (Peer(sendBuffer: 4096), Peer())
        hub.attach(slow, after: .start)
        hub.attach(quick, after: .start)
        try await publish(30, hub, journal, quick)
        #expect(await hub.waits { $0.lags == 1 })
        journal.trim(through: 290.position)
        try await slow.readToEnd()
        #expect(slow.hasLastChunk)
        #expect(ids(slow) == (1...ids(slow).count).map { "e-\($0)" })
        #expect(ids(slow).count < 300)
        #expect(states(slow).compactMap { $0?.split(separator: "\"")[3] } == ["lagged", "overdue"])
        #expect(await hub.waits { $0.ended.byJournal == 1 })
    }

    @Test("A reader who returns from far away is not slow")
    func returning() async throws {
        let journal = JournalDouble(pageEntries: 10)
        journal.publish(2000, to: "a", bytes: 500)
        var configuration = Self.small
        configuration.heartbeat = .milliseconds(50)
        configuration.maximumLag = Lag(entries: 10, bytes: 1000)
        let hub = Hub(journal, configuration)
        let (peer, idle) = (Peer(sendBuffer: 4096), Peer())
        hub.attach(idle, to: .nodes("idle"), after: .start, openedAt: journal.head)
        hub.attach(peer, after: .start, openedAt: journal.head)
        for count in [1, 500, 1000, 2000] {
            try await awaitSweep(seenBy: idle)
            _ = try await peer.readEvents(count)
        }
        #expect(peer.events.map(\.id) == (1...2000).map { "e-\($0)" })
        #expect(hub.counts.ended.byLag == 0)
    }
}
