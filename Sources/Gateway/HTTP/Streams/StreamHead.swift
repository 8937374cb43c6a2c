import Fanout
import HTTPTypes

/// The head of a stream's response. No proxy is to keep, change or hold back what follows
/// (`no-transform` also keeps compressors away, `X-Accel-Buffering` is nginx's).
enum StreamHead {
    static var fields: HTTPFields {
        var fields: HTTPFields = [
            .contentType: "text/event-stream",
            .cacheControl: "no-store, no-transform",
            .accessControlAllowOrigin: CORS.allowOrigin,
            .xContentTypeOptions: "nosniff",
            .date: HTTPDate.now,
        ]
        fields[.accelBuffering] = "no"
        return fields
    }

    /// The head as it goes onto an HTTP/1 connection.
    static func bytes(framing: Framing) -> [UInt8] {
        var fields = fields
        switch framing {
        case .chunked: fields[.transferEncoding] = "chunked"
        case .none: fields[.connection] = "close"
        }
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
}
