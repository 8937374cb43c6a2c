import EventStream
import Testing

@Suite("Writing an event stream (HTML §9.2.5)")
struct EventEncoderTests {
    private static func encoded(_ event: ServerSentEvent) -> String {
        var bytes: [UInt8] = []
        EventEncoder.append(event, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(
        "Each field has its line",
        arguments: [
            (ServerSentEvent(data: "a"), "data: a\n\n"),
            (ServerSentEvent(data: ""), "data: \n\n"),
            (
                ServerSentEvent(event: "purge", data: "{}", id: "e-1"),
                "id: e-1\nevent: purge\ndata: {}\n\n"
            ),
            (ServerSentEvent(retry: 2000), "retry: 2000\n\n"),
            (ServerSentEvent(comment: ""), ":\n"),
            (ServerSentEvent(comment: "a\nb"), ":a\n:b\n"),
            (ServerSentEvent(retry: 2000, comment: "a"), ":a\nretry: 2000\n"),
            (ServerSentEvent(data: "b", comment: "a"), ":a\ndata: b\n\n"),
            (
                ServerSentEvent(data: "a\nb\rc\r\nd\n"),
                "data: a\ndata: b\ndata: c\ndata: d\ndata: \n\n"
            ),
            (ServerSentEvent(data: "\r\n\n\r"), "data: \ndata: \ndata: \ndata: \n\n"),
            (ServerSentEvent(), "\n"),
        ])
    func lines(_ event: ServerSentEvent, _ expected: String) {
        #expect(Self.encoded(event) == expected)
    }

    @Test(
        "No field can write another one",
        arguments: [
            (ServerSentEvent(data: "a\rid: evil"), "data: a\ndata: id: evil\n\n"),
            (
                ServerSentEvent(data: "a\r\n\r\nevent: evil"),
                "data: a\ndata: \ndata: event: evil\n\n"
            ),
            (ServerSentEvent(data: "a", id: "1\ndata: evil"), "data: a\n\n"),
            (ServerSentEvent(data: "a", id: "1\rdata: evil"), "data: a\n\n"),
            (ServerSentEvent(data: "a", id: "1\0"), "data: a\n\n"),
            (ServerSentEvent(event: "x\r\ndata: evil", data: "a"), "data: a\n\n"),
            (ServerSentEvent(data: "a", retry: -1), "data: a\n\n"),
            (ServerSentEvent(comment: "x\rdata: evil"), ":x\n:data: evil\n"),
        ])
    func injection(_ event: ServerSentEvent, _ expected: String) {
        #expect(Self.encoded(event) == expected)
    }

    @Test("What is written is read again, in every chunking")
    func roundTrip() throws {
        let events = [
            ServerSentEvent(event: "retract", data: "{\"id\":\"1\"}", id: "e-1"),
            ServerSentEvent(data: " leading blank\n\n  and empty lines\n", id: "e-2"),
            ServerSentEvent(data: ":", id: "e-3"),
            ServerSentEvent(data: "\u{FEFF}🚰\u{2028}x", id: "e-4"),
        ]
        var bytes: [UInt8] = []
        for event in events { EventEncoder.append(event, to: &bytes) }
        for size in 1...bytes.count {
            var parser = EventParser()
            var signals: [EventParser.Signal] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                signals += try parser.parse(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(signals == events.map { .event($0) })
        }
    }
}
