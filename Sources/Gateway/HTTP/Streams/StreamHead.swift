import Fanout
import HTTPTypes

/// The head of a stream's response. No proxy is to keep, change or hold back what follows
/// (`no-transform` also keeps compressors away, `X-Accel-Buffering` is nginx's).
enum StreamHead {
    /// The head's fields.
    ///
    /// - Parameter others: what it has besides.
    static func fields(with others: HTTPFields) -> HTTPFields {
        var fields: HTTPFields = [
            .contentType: "text/event-stream",
            .cacheControl: "no-store, no-transform",
            .xContentTypeOptions: "nosniff",
            .date: HTTPDate.now,
        ]
        fields[.accelBuffering] = "no"
        fields[.referrerPolicy] = "no-referrer"
        fields.append(contentsOf: others)
        return fields
    }

    /// The head as it goes onto an HTTP/1 connection.
    ///
    /// - Parameter isPoll: the connection ends with it, as the hub keeps none for requests.
    static func bytes(framing: Framing, isPoll: Bool, with others: HTTPFields) -> [UInt8] {
        var fields = fields(with: others)
        switch framing {
        case .chunked: fields[.transferEncoding] = "chunked"
        case .none: fields[.connection] = "close"
        }
        if isPoll { fields[.connection] = "close" }
        var head = "HTTP/1.1 200 OK\r\n"
        for field in fields {
            head += "\(field.name.rawName): \(field.value)\r\n"
        }
        return Array((head + "\r\n").utf8)
    }
}

extension HTTPField.Name {
    // swift-format-ignore: NeverForceUnwrap
    static let accelBuffering = HTTPField.Name("X-Accel-Buffering")!
    /// A URL may have a ticket: nobody is to be told it (Referrer Policy §3.1).
    // swift-format-ignore: NeverForceUnwrap
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
}
