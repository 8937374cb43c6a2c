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

    @Test("The reader is warned with the moment, and goes on until then")
    func warning() async throws {
        let theatre = Theatre()
        try theatre.create("news", "open")
        let reader = try theatre.follow(
            "news", as: Theatre.user("juliet"),
            expiry: expiry(.seconds(3600), notice: .seconds(3600)))
        let warning = try await reader.readEvents(1)[0]
        #expect(warning.event == "stream")
        #expect(warning.data == #"{"state":"expiring","at":"2001-09-09T01:46:40.000Z"}"#)
        #expect(warning.id == nil)
        try theatre.publish("one", to: "news")
        #expect(try await reader.readEvents(2)[1].event == nil)
        #expect(!reader.hasEnded)
    }

    @Test("When the time is over, the stream ends in order")
    func end() async throws {
        let theatre = Theatre()
        try theatre.create("news", "open")
        let reader = try theatre.follow(
            "news", as: Theatre.user("juliet"), expiry: expiry(.milliseconds(100), notice: .zero))
        try await reader.readToEnd()
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
        // Who came later with the same time left ends no earlier.
        let other = try theatre.follow(
            "news", as: Theatre.user("juliet"), expiry: expiry(.milliseconds(300), notice: .zero))
        try await other.readToEnd()
        try await reader.readToEnd()
        #expect(reader.hasLastChunk)
        #expect(reader.events.count < 100)
        #expect(await theatre.hub.waits { $0.ended.byExpiry == 2 })
    }
}
