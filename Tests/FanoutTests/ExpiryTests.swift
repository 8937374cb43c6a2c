import EventStream
import Fanout
import PubSub
import Testing

@Suite("How streams end with what their readers showed", .serialized)
struct ExpiryTests {
    private static let moment = Timestamp(milliseconds: 1_000_000_000_000)

    private func expiry(_ remaining: Duration, notice: Duration) -> StreamExpiry {
        StreamExpiry(moment: Self.moment, remaining: remaining, notice: notice)
    }

    @Test(
        "The reader is warned with the moment, gets items until then, and the stream ends in order")
    func warning() async throws {
        let theatre = Theatre()
        try theatre.create("news", "open")
        let reader = try theatre.follow(
            "news", as: Theatre.user("juliet"),
            expiry: expiry(.milliseconds(1200), notice: .milliseconds(900)))
        try theatre.publish("one", to: "news")
        let events = try await reader.readEvents(2)
        #expect(events.map(\.event) == [nil, "stream"])
        #expect(events[1].data == #"{"state":"expiring","at":"2001-09-09T01:46:40.000Z"}"#)
        #expect(events[1].id == events[0].id)
        try theatre.publish("two", to: "news")
        try await reader.readToEnd()
        #expect(reader.events.count == 3)
        #expect(reader.hasLastChunk)
        #expect(await theatre.hub.waits { $0.ended.byExpiry == 1 && $0.readers == 0 })
    }

    @Test("Readers without an end of their own stay")
    func others() async throws {
        let theatre = Theatre()
        try theatre.create("news", "open")
        let nameless = try theatre.follow("news", as: .anonymous)
        let brief = try theatre.follow(
            "news", as: Theatre.user("juliet"), expiry: expiry(.zero, notice: .zero))
        try await brief.readToEnd()
        try theatre.publish("one", to: "news")
        #expect(try await nameless.readEvents(1).count == 1)
    }

    @Test("A slow reader finishes the event that it has begun, and gets no other")
    func slow() async throws {
        let theatre = Theatre()
        try theatre.create("news", "open")
        let reader = try theatre.follow(
            "news", as: Theatre.user("juliet"), with: Peer(sendBuffer: 4096),
            expiry: expiry(.milliseconds(300), notice: .zero))
        for _ in 0..<100 { try theatre.publish(String(repeating: "x", count: 500), to: "news") }
        #expect(await theatre.hub.waits { $0.lagging == 1 })
        // Its end is written into what is left of the frame; nothing frees the socket before.
        let deadline = ContinuousClock.now + .milliseconds(900)
        while ContinuousClock.now < deadline { await Task.yield() }
        try await reader.readToEnd()
        #expect(reader.hasLastChunk)
        #expect((1..<100).contains(reader.events.count))
        #expect(await theatre.hub.waits { $0.ended.byExpiry == 1 })
    }
}
