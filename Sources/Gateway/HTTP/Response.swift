import HTTPTypes

/// A response with a body of known length.
struct Response: Sendable, Hashable {
    var status: HTTPResponse.Status
    var fields: HTTPFields
    var body: String
    /// The bound that the request was over, which is counted when it is told.
    var limit: RequestLimit?

    init(_ status: HTTPResponse.Status, _ body: String, type: String) {
        self.status = status
        self.fields = [.contentType: type]
        self.body = body
    }

    /// A response without a body.
    init(_ status: HTTPResponse.Status, fields: HTTPFields = [:]) {
        self.status = status
        self.fields = fields
        self.body = ""
    }

    /// The fields as they are sent, with what every response has.
    ///
    /// - Parameter isLast: the connection ends after it.
    func sentFields(isLast: Bool) -> HTTPFields {
        var fields = fields
        fields[.date] = HTTPDate.now
        fields[.referrerPolicy] = "no-referrer"
        // RFC 9110 §8.6: a 204 has none.
        if status != .noContent { fields[.contentLength] = String(body.utf8.count) }
        if isLast { fields[.connection] = "close" }
        return fields
    }
}

/// What the routes make of a request.
enum RouteAnswer: Sendable {
    case response(Response)
    /// The request may follow its nodes: the connection becomes a stream.
    case stream(AcceptedStream)
}
