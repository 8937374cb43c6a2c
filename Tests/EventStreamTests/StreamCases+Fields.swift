import EventStream

// What encoders of others may write: every line end, and bytes that are no text, in every field.
extension StreamCase {
    static let fields: [StreamCase] = lineEnds + bytesInFields

    private static let lineEnds = [("LF", "\n"), ("CR", "\r"), ("CRLF", "\r\n")].map { name, end in
        StreamCase(
            "every field by \(name)",
            [
                ":c", "retry:10", "id:1", "event:e", "data:a", "", "data", "id", "event", ":", "",
                "data:b", "data:", "",
            ].map { $0 + end }.joined(),
            [
                .comment("c"), .retry(10), .data("a", event: "e", id: "1"), .comment(""), .data(""),
                .data("b\n"),
            ])
    }

    private static let bytesInFields = bytes.flatMap { name, bytes, text in
        [
            // An id with NUL is ignored; everything else is decoded as it is.
            block(
                "id: \(name)", "id: ", bytes, "\ndata: x",
                .data("x", id: text.unicodeScalars.contains("\0") ? "1" : "a\(text)b")),
            block(
                "event: \(name)", "event: ", bytes, "\ndata: x",
                .data("x", event: "a\(text)b", id: "1")),
            block("data: \(name)", "data: ", bytes, "", .data("a\(text)b", id: "1")),
            block("comment: \(name)", ": ", bytes, "\ndata: x", .data("x", id: "1"), text),
            block("a field's name: \(name)", "data", bytes, ": y\ndata: x", .data("x", id: "1")),
            block("retry: \(name)", "retry: 1", bytes, "\ndata: x", .data("x", id: "1")),
        ]
    }

    private static let bytes: [(name: String, bytes: [UInt8], text: String)] = [
        ("NUL", [0], "\0"),
        ("BOM", [0xEF, 0xBB, 0xBF], "\u{FEFF}"),
        ("a high surrogate", [0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
        ("a low surrogate", [0xED, 0xBF, 0xBF], "\u{FFFD}\u{FFFD}\u{FFFD}"),
        (
            "a pair of surrogates", [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80],
            String(repeating: "\u{FFFD}", count: 6)
        ),
        ("half a character", [0xE2, 0x82], "\u{FFFD}"),
        ("a byte too many", [0x80], "\u{FFFD}"),
        ("an overlong slash", [0xC0, 0xAF], "\u{FFFD}\u{FFFD}"),
    ]

    /// A block with bytes in the midst of a field, after one that has set the id.
    private static func block(
        _ name: String, _ before: String, _ bytes: [UInt8], _ after: String,
        _ signal: EventParser.Signal, _ comment: String? = nil
    ) -> StreamCase {
        let isValue = before.hasSuffix(" ")
        let stream =
            Array("id: 1\ndata: first\n\n\(before)\(isValue ? "a" : "")".utf8) + bytes
            + Array("\(isValue ? "b" : "")\(after)\n\n".utf8)
        guard case .event(let event) = signal else { return StreamCase(name, stream, [signal]) }
        return StreamCase(
            "bytes, \(name)", stream,
            [.data("first", id: "1")] + (comment.map { [.comment("a\($0)b")] } ?? []) + [signal],
            lastEventID: event.id ?? "")
    }
}
