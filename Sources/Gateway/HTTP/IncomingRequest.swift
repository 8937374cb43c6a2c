import HTTPTypes
import HummingbirdCore
import NIOCore

/// A request as the routes see it: read from HTTP/1, or made by a test.
struct IncomingRequest: Sendable {
    var method: HTTPRequest.Method
    /// As it was written.
    var target: String
    /// The `Host` field.
    var authority: String?
    var fields: HTTPFields
    var body: RequestBody

    init(
        _ method: HTTPRequest.Method, _ target: String, authority: String? = nil,
        fields: HTTPFields = [:], body: RequestBody = RequestBody(buffer: ByteBuffer())
    ) {
        self.method = method
        self.target = target
        self.authority = authority
        self.fields = fields
        self.body = body
    }

    init(_ request: Request) {
        self.init(
            request.method, request.head.path ?? "/", authority: request.head.authority,
            fields: request.headers, body: request.body)
    }
}
