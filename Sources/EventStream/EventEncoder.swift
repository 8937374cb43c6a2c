/// Writes events as an event stream (HTML §9.2.5).
///
/// No field can smuggle in another: text of several lines becomes several lines of its own field, and
/// a value that its field cannot hold is left out.
public enum EventEncoder {
    /// Appends one block, its closing empty line included; where a comment stands with nothing to
    /// dispatch, there is none: @microsoft/fetch-event-source hands pages an empty event at every
    /// empty line.
    ///
    /// `id` and `event` come before `data`, and every value after one blank: two of the polyfills in
    /// use read nothing else.
    public static func append(_ event: ServerSentEvent, to bytes: inout [UInt8]) {
        if let comment = event.comment { appendLines(of: comment, as: ":", to: &bytes) }
        if let retry = event.retry, retry >= 0 { appendLine("retry: ", String(retry), to: &bytes) }
        if let id = event.id, isOneLine(id), !id.utf8.contains(0) {
            appendLine("id: ", id, to: &bytes)
        }
        if let name = event.event, isOneLine(name) { appendLine("event: ", name, to: &bytes) }
        if let data = event.data { appendLines(of: data, as: "data: ", to: &bytes) }
        let isRemark = event.comment != nil && !event.isDispatched
        if !isRemark { bytes.append(lineFeed) }
    }

    private static func appendLine(_ field: StaticString, _ value: String, to bytes: inout [UInt8])
    {
        field.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: value.utf8)
        bytes.append(lineFeed)
    }

    /// A lone CR ends a line too: passed through, it would let a payload write fields of its own.
    private static func appendLines(
        of text: String, as field: StaticString, to bytes: inout [UInt8]
    ) {
        var text = text
        text.withUTF8 { source in
            var start = 0
            var index = 0
            while index < source.count {
                let byte = source[index]
                index += 1
                guard byte == lineFeed || byte == carriageReturn else { continue }
                appendLine(field, source[start..<(index - 1)], to: &bytes)
                if byte == carriageReturn, index < source.count, source[index] == lineFeed {
                    index += 1
                }
                start = index
            }
            appendLine(field, source[start...], to: &bytes)
        }
    }

    private static func appendLine(
        _ field: StaticString, _ value: Slice<UnsafeBufferPointer<UInt8>>, to bytes: inout [UInt8]
    ) {
        field.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: value))
        bytes.append(lineFeed)
    }

    private static func isOneLine(_ text: String) -> Bool {
        !text.utf8.contains { $0 == lineFeed || $0 == carriageReturn }
    }
}

extension ServerSentEvent {
    /// Whether a client has more to do than to read it.
    fileprivate var isDispatched: Bool { id != nil || event != nil || data != nil }
}

let lineFeed = UInt8(ascii: "\n")
let carriageReturn = UInt8(ascii: "\r")
