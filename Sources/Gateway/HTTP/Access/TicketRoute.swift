import HTTPTypes
import JSONText
import PubSub

/// `POST /ticket/NODE`: a URL for `EventSource`, which can show nothing else.
struct TicketRoute: Sendable {
    static let prefix = "/ticket"
    static let methods: [HTTPRequest.Method] = [.post, .options]

    let access: Access

    /// - Parameters:
    ///   - path: what follows `/ticket`, still encoded: empty, or `/` and a node.
    ///   - target: its query, which the URL is to have, too.
    func answer(
        path: Substring, target: RequestTarget, fields: HTTPFields, of service: String,
        from client: NetworkAddress?
    ) throws(Problem) -> Response {
        let identity = try access.reader(fields, ticket: nil, of: service, from: client)
        guard identity != .anonymous else {
            throw fields[.authorization] == nil ? .tokenMissing : .wrongScheme
        }
        guard identity.requester != .operator else { throw .notForBrowsers("A ticket") }
        // What the stream would refuse is refused before.
        let nodes = try StreamQuery(path: path, target: target, fields: [:]).nodes
        let issued = access.tickets.issue(
            for: identity, to: TicketPurpose(service: service, nodes: nodes), at: access.clock())
        guard let issued else { throw .tooManyTickets }
        let url = Self.url(of: nodes, ticket: issued.ticket, target)
        var response = Response(
            .ok,
            JSON.object([
                .init("ticket", .string(issued.ticket)), .init("url", .string(url)),
                .init("expires", .string(issued.deadline.description)),
            ]).text + "\n", type: "application/json")
        response.fields[.cacheControl] = "no-store"
        return response
    }

    private static func url(
        of nodes: [NodeID], ticket: String, _ target: RequestTarget
    ) -> String {
        var query = target.query.filter { $0.name != "node" && $0.name != "ticket" }
        query.append(.init(name: "ticket", value: ticket))
        var url = StreamRoute.prefix
        if let node = nodes.first, nodes.count == 1 {
            url = NodeURL.path(StreamRoute.prefix, node: node)
        } else {
            query =
                nodes.map { RequestTarget.Parameter(name: "node", value: $0.description) } + query
        }
        let pairs = query.map {
            "\(PercentEncoding.encoded($0.name))=\(PercentEncoding.encoded($0.value))"
        }
        return url + (url.contains("?") ? "&" : "?") + pairs.joined(separator: "&")
    }
}

extension Problem {
    fileprivate static let tooManyTickets = Problem(
        status: .serviceUnavailable, slug: "too-many-tickets", title: "No ticket at present",
        detail: "Too many tickets were asked for and not used. Try again in a while.",
        fields: [.retryAfter: "10"])
}
