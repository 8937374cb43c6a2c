import HTTPTypes
import NIOHTTP1

/// What of a request's head matters for publishing: read from HTTP/1 as it comes, or from a request
/// of the routes.
struct PublishHead: Sendable {
    var method: HTTPRequest.Method
    /// As it was written.
    var target: String
    /// The `Host` field.
    var authority: String?
    var authorization: String?
    var contentType: String?
    var contentLength: Int?

    init(_ request: IncomingRequest) {
        method = request.method
        target = request.target
        authority = request.authority
        authorization = request.fields[.authorization]
        contentType = request.fields[.contentType]
        contentLength = request.fields[.contentLength].flatMap { Int($0) }
    }

    /// - Returns: `nil` where the request is for something else than publishing.
    init?(_ head: HTTPRequestHead) {
        switch head.method {
        case .POST: method = .post
        case .PUT: method = .put
        case .DELETE: method = .delete
        default: return nil
        }
        guard head.uri.hasPrefix(PublishRoute.prefix + "/") else { return nil }
        target = head.uri
        authority = head.headers.first(name: "host")
        authorization = head.headers.first(name: "authorization")
        contentType = head.headers.first(name: "content-type")
        contentLength = head.headers.first(name: "content-length").flatMap { Int($0) }
    }
}
