import EventStream
import Fanout
import Seeding
import PubSub
import Testing

/// Responses for clients that look at them only when they end.
@Suite("Polls", .serialized)
struct PollTests {
    private static let long = Reader.Poll(wait: .seconds(3600), isAnswered: false)

    /// The last event of a poll, and where it says that the next one goes on.
    private func expectEnd(of peer: Peer, at position: Int) {
        #expect(peer.hasLastChunk)
        #expect(peer.events.last?.event == "stream")
        #expect(peer.events.last?.data == "{\"state\":\"polled\",\"cursor\":\"e-\(position)\"}")
        #expect(peer.events.last?.id == "e-\(position)")
    }

    @Test("A poll waits, ends with the first entry that comes, and says where to go on")
    func live() async throws {
        let journal = JournalDouble()
        let hub = Hub(journal)
        let (peer, stream) = (Peer(), Peer())
        hub.attach(peer, after: .start, poll: Self.long)
        hub.attach(stream, after: .start)
        hub.publish(journal.publish(1, to: "b"))
        #expect(await hub.waits { $0.readers == 2 })
        hub.publish(journal.publish(1, to: "a"))
        try await peer.readToEnd()
        #expect(peer.events.map(\.id) == ["e-2", "e-2"])
        expectEnd(of: peer, at: 2)
        #expect(try await stream.readEvents(1).map(\.id) == ["e-2"])
        #expect(await hub.waits { $0.ended.byPoll == 1 && $0.readers == 1 })
    }

    @Test("A poll with an old cursor is answered from the journal, a page at a time")
    func history() async throws {
        let journal = JournalDouble(pageEntries: 10)
        journal.publish(25, to: "a")
        journal.publish(5, to: "b")
        let hub = Hub(journal)
        var cursor = 0
        var ids: [String?] = []
        for expected in [10, 20, 30] {
            let peer = Peer()
            hub.attach(peer, after: cursor.position, openedAt: journal.head, poll: Self.long)
            try await peer.readToEnd()
            expectEnd(of: peer, at: expected)
            ids += peer.events.dropLast().map(\.id)
            cursor = expected
        }
        #expect(ids == (1...25).map { "e-\($0)" })
    }

    @Test("A poll that has something to say already ends at once, whatever is behind it")
    func answered() async throws {
        let journal = JournalDouble()
        journal.publish(3, to: "a")
        let hub = Hub(journal)
        let peer = Peer()
        let encoder = FrameEncoder(epoch: "e", format: .item, framing: .chunked)
        hub.attach(
            peer, after: 3.position, preamble: encoder.retry(milliseconds: 100),
            poll: .init(wait: .seconds(3600), isAnswered: true))
        try await peer.readToEnd()
        #expect(peer.signals.first == .retry(100))
        expectEnd(of: peer, at: 3)
    }

    @Test("A poll to which nothing comes ends in its time, without comments before it")
    func silent() async throws {
        let journal = JournalDouble()
        journal.publish(3, to: "a")
        var configuration = HubConfiguration()
        configuration.heartbeat = .milliseconds(20)
        let hub = Hub(journal, configuration)
        let peer = Peer()
        hub.attach(
            peer, after: 3.position, poll: .init(wait: .milliseconds(200), isAnswered: false))
        hub.publish(journal.publish(4, to: "b"))
        try await peer.readToEnd()
        #expect(peer.signals.count == 1)
        expectEnd(of: peer, at: 7)
    }

    @Test("A poll that is ahead of the loop waits for what comes after its cursor")
    func ahead() async throws {
        let journal = JournalDouble()
        let hub = Hub(journal)
        let entries = journal.publish(3, to: "a")
        let (peer, brief) = (Peer(), Peer())
        hub.attach(peer, after: 2.position, poll: Self.long)
        hub.attach(brief, after: 2.position, poll: .init(wait: .zero, isAnswered: false))
        try await brief.readToEnd()
        expectEnd(of: brief, at: 2)
        hub.publish(entries)
        try await peer.readToEnd()
        #expect(peer.events.map(\.id) == ["e-3", "e-3"])
        expectEnd(of: peer, at: 3)
    }

    @Test("Polls one after the other get every entry once and in order", arguments: [1, 2, 3])
    func sequence(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let journal = JournalDouble(pageEntries: 7)
        var configuration = HubConfiguration()
        configuration.ringBytes = 2000
        let hub = Hub(journal, configuration)
        var cursor = Position.start
        var ids: [String?] = []
        for _ in 0..<60 {
            let node: NodeID = Bool.random(using: &random) ? "a" : "b"
            let peer = Peer(sendBuffer: Bool.random(using: &random) ? 4096 : nil)
            let isEarly = Bool.random(using: &random)
            if isEarly {
                hub.attach(peer, after: cursor, openedAt: journal.head, poll: Self.long)
            }
            let count = Int.random(in: 1...20, using: &random)
            hub.publish(journal.publish(count, to: node, bytes: 300))
            hub.publish(journal.publish(1, to: "a"))
            if !isEarly {
                hub.attach(peer, after: cursor, openedAt: journal.head, poll: Self.long)
            }
            try await peer.readToEnd()
            ids += peer.events.dropLast().map(\.id)
            let next = try #require(peer.events.last?.id.flatMap { Cursor($0) })
            #expect(next.position > cursor)
            cursor = next.position
        }
        let all = journal.entries.filter { $0.address.node == "a" && $0.position <= cursor }
        #expect(ids == all.map { "e-\($0.position.rawValue)" })
    }
}
