import EventSourceClient
import EventStream
import Testing

@Suite struct StreamAnnouncementTests {
    private func announced(_ data: String, event: String? = "stream") -> StreamAnnouncement? {
        StreamAnnouncement(ServerSentEvent(event: event, data: data))
    }

    @Test("A stream tells what it waits for, and why something is missing")
    func known() throws {
        let waiting = try #require(announced(#"{"state":"open","awaits":["nde","ü/2"]}"#))
        #expect(waiting.state == "open")
        #expect(waiting.awaits == ["nde", "ü/2"])
        let gap = try #require(announced(#"{"state":"gap","reason":"expired","first":"e-1"}"#))
        #expect((gap.state, gap.reason, gap.awaits) == ("gap", "expired", []))
        let revoked = try #require(announced(#"{"state":"revoked","node":"nde"}"#))
        #expect((revoked.state, revoked.node) == ("revoked", "nde"))
        #expect(announced(#"{"state":"of a later server","more":1}"#)?.state == "of a later server")
    }

    @Test("What is no announcement is none")
    func others() {
        #expect(announced(#"{"state":"open"}"#, event: nil) == nil)
        #expect(announced(#"{"state":"open"}"#, event: "delete") == nil)
        for data in ["", "open", "[]", "{}", #"{"state":1}"#, #"{"state":"open","awaits":"nde"}"#] {
            #expect(announced(data) == nil, "\(data)")
        }
    }
}
