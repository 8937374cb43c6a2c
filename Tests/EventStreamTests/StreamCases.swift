import EventStream
import Testing

/// Streams with what a client makes of them: one table for the parser, in every chunking, and where the
/// stream is as our encoder writes it, for the encoder too.
struct StreamCase: Sendable, CustomTestStringConvertible {
    let name: String
    let stream: [UInt8]
    let signals: [EventParser.Signal]
    var lastEventID = ""

    init(
        _ name: String, _ stream: String, _ signals: [EventParser.Signal], lastEventID: String = ""
    ) {
        self.init(name, Array(stream.utf8), signals, lastEventID: lastEventID)
    }

    init(
        _ name: String, _ stream: [UInt8], _ signals: [EventParser.Signal], lastEventID: String = ""
    ) {
        self.name = name
        self.stream = stream
        self.signals = signals
        self.lastEventID = lastEventID
    }

    var testDescription: String { name }
}

extension EventParser.Signal {
    static func data(_ data: String, event: String? = nil, id: String? = nil) -> Self {
        .event(ServerSentEvent(event: event, data: data, id: id))
    }
}

extension StreamCase {
    static let all = standard + fields + encoded

    /// The examples of HTML §9.2.6, and each of its rules.
    private static let standard: [StreamCase] = [
        StreamCase(
            "the standard's stock ticker", "data: YHOO\ndata: +2\ndata: 10\n\n",
            [.data("YHOO\n+2\n10")]),
        StreamCase(
            "the standard's comment, id and blank id",
            ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
            [
                .comment("test stream"), .data("first event", id: "1"), .data("second event"),
                .data(" third event"),
            ]),
        StreamCase(
            "the standard's empty events", "data\n\ndata\ndata\n\ndata:", [.data(""), .data("\n")]),
        StreamCase(
            "one leading blank is dropped", "data:test\n\ndata: test\n\n",
            [.data("test"), .data("test")]),
        StreamCase("a named event", "event: delete\ndata: x\n\n", [.data("x", event: "delete")]),
        StreamCase("a name holds for one block", "event: a\n\ndata: x\n\n", [.data("x")]),
        StreamCase(
            "the last name counts", "event: a\nevent: b\ndata: x\n\n", [.data("x", event: "b")]),
        StreamCase("an empty name is message", "event: a\nevent\ndata: x\n\n", [.data("x")]),
        StreamCase(
            "an id holds until the next one", "id: 1\ndata: a\n\ndata: b\n\n",
            [.data("a", id: "1"), .data("b", id: "1")], lastEventID: "1"),
        StreamCase("an id without data moves the cursor", "id: 7\n\n", [], lastEventID: "7"),
        StreamCase("an id without an end moves nothing", "id: 7\n", []),
        StreamCase(
            "an id with NUL is ignored", "id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n",
            [.data("a", id: "1"), .data("b", id: "1")], lastEventID: "1"),
        StreamCase("CR ends a line", "data: a\rdata: b\r\r", [.data("a\nb")]),
        StreamCase("CRLF ends one line", "data: a\r\ndata: b\r\n\r\n", [.data("a\nb")]),
        StreamCase("line ends mix", "data: a\r\ndata: b\rdata: c\n\r\n", [.data("a\nb\nc")]),
        StreamCase(
            "a byte order mark is skipped once", [0xEF, 0xBB, 0xBF] + Array("data: a\n\n".utf8),
            [.data("a")]),
        StreamCase(
            "a second byte order mark belongs to the field's name",
            [0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF] + Array("data: a\n\n".utf8), []),
        StreamCase(
            "a byte order mark alone is nothing", [0xEF, 0xBB, 0xBF] + Array("\ndata: a\n\n".utf8),
            [.data("a")]),
        StreamCase("retry takes digits", "retry: 2500\n\n", [.retry(2500)]),
        StreamCase(
            "retry takes nothing else",
            "retry: 2.5\nretry: -1\nretry\nretry: 1 \nretry: 99999999999999999999\n\n", []),
        StreamCase("unknown fields are ignored", "Data: x\n data: y\nfoo: z\ndata : w\n\n", []),
        StreamCase(
            "a colon in the value stays", "data: a:b\nid: e:1\n\n", [.data("a:b", id: "e:1")],
            lastEventID: "e:1"),
        StreamCase(
            "a comment in a block does not end it", "data: a\n: hm\ndata: b\n\n",
            [.comment("hm"), .data("a\nb")]),
        StreamCase("a heartbeat", ":\n\n", [.comment("")]),
        StreamCase("what does not end is dropped", "data: a\n\ndata: b\n", [.data("a")]),
        StreamCase(
            "text of four bytes a character", "data: 🚰 Schleuse – шлюз\n\n",
            [.data("🚰 Schleuse – шлюз")]),
        StreamCase(
            "bytes that are no UTF-8 become U+FFFD",
            Array("data: a".utf8) + [0xFF] + Array("b\n\n".utf8), [.data("a\u{FFFD}b")]),
        StreamCase(
            "a character that a line end cuts becomes U+FFFD",
            Array("data: ".utf8) + [0xE2, 0x82, 0x0A, 0x0A], [.data("\u{FFFD}")]),
        StreamCase("empty lines dispatch nothing", "\n\n\r\r\r\n\r\n", []),
    ]
}
