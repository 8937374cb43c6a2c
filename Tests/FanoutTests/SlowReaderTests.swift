import Dispatch
import EventStream
import Fanout
import PubSub
import Testing

@Suite("Readers who are slow", .serialized)
struct SlowReaderTests {
    /// Bounds that a test reaches soon.
    private static var small: HubConfiguration {
        var configuration = HubConfiguration()
        configuration.ringBytes = 16 * 1024
        return configuration
    }

    @Test("A reader whose socket is full goes on in the ring where it stopped")
    func ring() async throws {
        let journal = JournalDouble()
        let hub = Hub(journal)
        let peer = Peer(sendBuffer: 4096)
        hub.attach(peer, after: .start)
        for _ in 0..<20 { hub.publish(journal.publish(10, to: "a", bytes: 500)) }
        #expect(await hub.waits { $0.lagging == 1 })
        #expect(try await peer.readEvents(200).map(\.id) == (1...200).map { "e-\($0)" })
        #expect(journal.reads == 0)
        #expect(await hub.waits { $0.lagging == 0 && $0.bufferedBytes == 0 })
    }

    @Test("A reader whom the ring has left behind goes on in the journal, and meets the ring again")
    func journal() async throws {
        let journal = JournalDouble(pageEntries: 9)
        let hub = Hub(journal, Self.small)
        let (slow, quick) = (Peer(sendBuffer: 4096), Peer())
        hub.attach(slow, after: .start)
        hub.attach(quick, after: .start)
        for round in 1...50 {
            hub.publish(journal.publish(10, to: "a", bytes: 500))
            _ = try await quick.readEvents(round * 10)
        }
        #expect(await hub.waits { $0.lagging == 1 && $0.bufferedBytes < 64 * 1024 })
        try await slow.read { $0.entries.count >= 400 }
        hub.publish(journal.publish(10, to: "a", bytes: 500))
        try await slow.read { $0.entries.count >= 510 }
        #expect(slow.entries.map(\.id) == (1...510).map { "e-\($0)" })
        #expect(journal.reads > 0)
        #expect(await hub.waits { $0.lagging == 0 && $0.bufferedBytes == 0 })
    }

    @Test("A reader who takes nothing for too long is closed, and the others notice nothing")
    func stall() async throws {
        let journal = JournalDouble()
        var configuration = Self.small
        configuration.stallTimeout = .milliseconds(100)
        let hub = Hub(journal, configuration)
        let (stalled, quick) = (Peer(sendBuffer: 4096), Peer())
        hub.attach(stalled, after: .start)
        hub.attach(quick, after: .start)
        var sent = 0
        while hub.counts.ended.byStall == 0 {
            hub.publish(journal.publish(10, to: "a", bytes: 500))
            sent += 10
            _ = try await quick.readEvents(sent)
        }
        #expect(quick.events.map(\.id) == (1...sent).map { "e-\($0)" })
        try await stalled.readToEnd()
        #expect(!stalled.hasLastChunk)
        #expect(await hub.waits { $0.readers == 1 && $0.bufferedBytes == 0 })
    }

    @Test("A reader that retention has overtaken is ended after a whole event")
    func lost() async throws {
        let journal = JournalDouble(pageEntries: 10)
        journal.publish(100, to: "a")
        journal.trim(through: 20.position)
        let hub = Hub(journal)
        let peer = Peer()
        hub.attach(peer, after: 10.position, openedAt: journal.head)
        try await peer.readToEnd()
        #expect(peer.hasLastChunk)
        #expect(await hub.waits { $0.ended.byJournal == 1 })
    }

    @Test("A reader is ended in order when the journal cannot be read")
    func failed() async throws {
        let journal = JournalDouble()
        journal.publish(10, to: "a")
        journal.fail()
        let hub = Hub(journal)
        let peer = Peer()
        hub.attach(peer, after: .start, openedAt: journal.head)
        try await peer.readToEnd()
        #expect(peer.hasLastChunk)
    }

    @Test("Readers who take nothing share a bounded memory")
    func memory() async throws {
        let journal = JournalDouble(pageEntries: 10)
        var configuration = Self.small
        configuration.memoryBytes = 256 * 1024
        let hub = Hub(journal, configuration)
        let peers = (0..<40).map { _ in Peer(sendBuffer: 4096) }
        for (index, peer) in peers.enumerated() {
            hub.attach(peer, to: .nodes("a", "n\(index)"), after: .start)
        }
        for _ in 0..<20 { hub.publish(journal.publish(1, to: "a", bytes: 60_000)) }
        #expect(
            await hub.waits { $0.accepted == 40 && $0.frames >= 20 && $0.lagging == $0.readers })
        #expect(hub.counts.bufferedBytes <= 256 * 1024)
        #expect(hub.counts.readers > 0)
        #expect(hub.counts.ended.byMemory > 0)
        #expect(hub.counts.ended.byStall == 0)
    }

    @Test("A publisher waits for a loop that is behind, but not for ever")
    func backPressure() async throws {
        let journal = JournalDouble()
        journal.publish(1, to: "a")
        var configuration = HubConfiguration()
        configuration.mailboxBytes = 4096
        configuration.publishTimeout = .milliseconds(100)
        // The loop hangs in the replay until the publisher has waited.
        let hasWaited = DispatchSemaphore(value: 0)
        let hub = Hub(configuration: configuration, epoch: "e", head: journal.head) {
            hasWaited.wait()
            journal.replay($0, $1, $2, $3)
        }
        let peer = Peer()
        hub.attach(peer, after: .start, openedAt: journal.head)
        let start = ContinuousClock.now
        while ContinuousClock.now - start < .milliseconds(100) {
            hub.publish(journal.publish(1, to: "a", bytes: 5000))
        }
        #expect(journal.head.rawValue < 100)
        hasWaited.signal()
        let count = Int(journal.head.rawValue)
        #expect(try await peer.readEvents(count).map(\.id) == (1...count).map { "e-\($0)" })
    }

    @Test("A reader over TCP goes on where it stopped, too")
    func overTCP() async throws {
        let journal = JournalDouble()
        let hub = Hub(journal)
        let peer = Peer(Sockets.loopback(), sendBuffer: 4096)
        hub.attach(peer, after: .start)
        while hub.counts.lagging == 0 { hub.publish(journal.publish(10, to: "a", bytes: 5000)) }
        let count = Int(journal.head.rawValue)
        #expect(try await peer.readEvents(count).map(\.id) == (1...count).map { "e-\($0)" })
    }
}
