import EventStream

// What our encoder writes for texts that break careless software, in every field.
extension StreamCase {
    /// Each text in each field, between two blocks that any damage would reach.
    static let encoded: [StreamCase] = texts.flatMap { name, text in
        [
            StreamCase(encoding: ServerSentEvent(data: text), "data: \(name)"),
            StreamCase(encoding: ServerSentEvent(event: text, data: "x"), "event: \(name)"),
            StreamCase(encoding: ServerSentEvent(data: "x", id: text), "id: \(name)"),
            StreamCase(encoding: ServerSentEvent(data: "x", comment: text), "comment: \(name)"),
            StreamCase(
                encoding: ServerSentEvent(
                    event: text, data: text, id: text, retry: 2000, comment: text),
                "every field: \(name)"),
        ]
    }

    private static let texts: KeyValuePairs<String, String> = [
        "nothing": "", "a blank": " ", "two blanks first": "  a", "a tab first": "\ta",
        "LF": "a\nb", "CR": "a\rb", "CRLF": "a\r\nb", "LF CR": "a\n\rb", "two CR": "a\r\rb",
        "LF alone": "\n", "CR alone": "\r", "CRLF alone": "\r\n", "LF last": "a\n",
        "CR last": "a\r", "CRLF last": "a\r\n", "CR first": "\ra",
        "NUL": "a\0b", "NUL alone": "\0", "NUL and CR": "\0\rdata: evil",
        "BOM alone": "\u{FEFF}", "BOM first": "\u{FEFF}a", "BOM last": "a\u{FEFF}",
        "BOM after CR": "a\r\u{FEFF}b",
        // What is left of half a UTF-16 pair once text has passed any decoder of UTF-8.
        "high surrogate": String(
            decoding: [0x61, 0xED, 0xA0, 0x80, 0x62] as [UInt8], as: UTF8.self),
        "low surrogate": String(decoding: [0xED, 0xBF, 0xBF] as [UInt8], as: UTF8.self),
        "beside the surrogates": "\u{D7FF}\u{E000}\u{10FFFF}",
        "what other formats take for line ends": "a\u{0B}b\u{0C}c\u{1C}d\u{85}e\u{2028}f\u{2029}g",
        "a colon": ":", "a field": "data: evil", "a block": "a\n\nid: evil\ndata: evil\n\n",
        "a block by CR": "a\r\rid: evil\rdata: evil\r\r", "digits of elsewhere": "٢٠٠٠",
        "four bytes a character": "🚰 шлюз e\u{301}", "controls": "\u{1}\u{8}\u{1B}[2J\u{7F}",
    ]

    private init(encoding event: ServerSentEvent, _ name: String) {
        var bytes: [UInt8] = []
        EventEncoder.append(ServerSentEvent(data: "before", id: "1"), to: &bytes)
        EventEncoder.append(event, to: &bytes)
        EventEncoder.append(ServerSentEvent(event: "after", data: "after"), to: &bytes)
        let id = Self.arriving(id: event.id) ?? "1"
        let comments = event.comment.map(Self.lines) ?? []
        self.init(
            "encoded, \(name)", bytes,
            [.data("before", id: "1")]
                // The blank after a comment's colon is a parser's to drop.
                + comments.map { .comment($0.hasPrefix(" ") ? String($0.dropFirst()) : $0) }
                + (event.retry.map { [.retry($0)] } ?? [])
                + [
                    .data(
                        Self.lines(event.data ?? "").joined(separator: "\n"),
                        event: Self.arriving(name: event.event), id: id.isEmpty ? nil : id),
                    .data("after", event: "after", id: id.isEmpty ? nil : id),
                ],
            lastEventID: id)
    }

    private static func arriving(id: String?) -> String? {
        guard let id, lines(id).count == 1, !id.unicodeScalars.contains("\0") else { return nil }
        return id
    }

    private static func arriving(name: String?) -> String? {
        guard let name, !name.isEmpty, lines(name).count == 1 else { return nil }
        return name
    }

    /// A text as the lines that the format makes of it, written otherwise than the encoder does.
    private static func lines(_ text: String) -> [String] {
        var lines = [String.UnicodeScalarView()]
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where previous == "\r": break
            case "\n", "\r": lines.append(String.UnicodeScalarView())
            default: lines[lines.count - 1].append(scalar)
            }
            previous = scalar
        }
        return lines.map(String.init)
    }
}
