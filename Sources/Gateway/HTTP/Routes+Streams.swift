import HTTPTypes

/// The steps by which a stream opens, each alone: for whoever has something else to do meanwhile.
extension Routes {
    /// What a request for a stream means. Nothing has been done for it yet.
    struct StreamOrder: Sendable {
        var request: IncomingRequest
        var query: StreamQuery
        /// The host of the service.
        var service: String
        var ticket: ShownTicket?
        var client: NetworkAddress?
    }

    /// Reads a request that is for a stream, as far as it can be read without doing anything for it.
    ///
    /// - Returns: `nil` where it is for something else.
    /// - Throws: why it is refused.
    func streamOrder(_ request: IncomingRequest) throws(Problem) -> StreamOrder? {
        try check(request)
        let target = try RequestTarget(request.target)
        guard request.method == .get, let path = StreamRoute.path(in: target) else { return nil }
        return try streamOrder(request, path: path, target: target)
    }

    /// - Parameter path: what follows the prefix.
    func streamOrder(
        _ request: IncomingRequest, path: Substring, target: RequestTarget
    ) throws(Problem) -> StreamOrder {
        let query = try StreamQuery(path: path, target: target, fields: request.fields)
        let service = try hosts.service(for: request.authority).domain
        let ticket = target.first("ticket").map {
            ShownTicket(
                text: $0, purpose: TicketPurpose(service: service, nodes: query.nodes),
                isLook: request.method == .head)
        }
        return StreamOrder(
            request: request, query: query, service: service, ticket: ticket,
            client: clients.address(of: request))
    }

    /// Finds out whether the client may ask, and who it is.
    func opening(_ order: StreamOrder) throws(Problem) -> StreamOpening {
        try clients.admission.request(from: order.client)
        let identity = try access.reader(
            order.request.fields, ticket: order.ticket, of: order.service, from: order.client)
        return StreamOpening(order.query, of: order.service, by: identity, route: streams)
    }

    /// The answer to an order, with who it is from and who may read it.
    func finished(_ answer: RouteAnswer, for order: StreamOrder) -> RouteAnswer {
        switch answer {
        case .stream(var stream):
            stream.client = order.client
            stream.fields = cors.fields(for: order.request.fields[.origin])
            return .stream(stream)
        case .response(let response):
            return .response(finished(response, for: order.request))
        }
    }
}

extension StreamRoute {
    /// What follows the prefix in a target that is for a stream.
    static func path(in target: RequestTarget) -> Substring? {
        target.path.remainder(after: prefix)
    }
}
