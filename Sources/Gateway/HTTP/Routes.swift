import HTTPTypes

/// Finds out what a request is for and has it answered: the one place that knows all paths.
///
/// A node's name is whatever follows the prefix, slashes and dots included, so paths are matched by
/// prefix here and not by a router that would take them apart.
struct Routes: Sendable {
    let cors: CORS
    let clients: Clients
    let hosts: HostRouting
    let streams: StreamRoute
    let publishing: PublishRoute
    let status: StatusRoute
    let page: PageRoute
    let access: Access

    /// What a request is for, as far as its head tells.
    enum Purpose: Sendable {
        /// An item, whose body is to come: see `publish`.
        case publishing(PublishRoute.Order)
        /// Anything else: see `answer`.
        case other
        /// Nothing that is granted: the body does not matter.
        case refused(Response)
    }

    /// Looks at a request before its body is read.
    func purpose(of head: IncomingRequest) -> Purpose {
        do throws(Problem) {
            try check(head)
            let target = try RequestTarget(head.target)
            guard let path = target.path.remainder(after: PublishRoute.prefix),
                try check(head, PublishRoute.methods) == nil
            else { return .other }
            return .publishing(try order(head, path: path, target: target))
        } catch {
            return .refused(refused(error, head))
        }
    }

    /// Publishes an item without waiting for it.
    ///
    /// - Parameters:
    ///   - request: whole.
    ///   - completion: called once, on any thread.
    func publish(
        _ request: IncomingRequest, _ order: PublishRoute.Order,
        completion: @escaping @Sendable (Response) -> Void
    ) {
        publishing.publish(request.body, order) { completion(finished($0, for: request)) }
    }

    private func order(
        _ head: IncomingRequest, path: Substring, target: RequestTarget
    ) throws(Problem) -> PublishRoute.Order {
        let client = clients.address(of: head)
        // First: a client over its rate costs no signature.
        try clients.admission.publish(from: client)
        let order = try publishing.order(head, path: path, target: target, from: client)
        if let token = order.identity.token { try clients.admission.publish(by: token) }
        return order
    }

    /// What every request is looked at for.
    func check(_ request: IncomingRequest) throws(Problem) {
        try request.checkHost()
        try cors.check(request)
    }

    func refused(_ problem: Problem, _ request: IncomingRequest) -> Response {
        let problem = clients.admission.answer(problem, to: clients.address(of: request))
        return finished(problem.response, for: request)
    }

    /// The response as the page may read it that asked, if one did.
    func finished(_ response: Response, for request: IncomingRequest) -> Response {
        var response = response
        cors.allow(&response, for: request)
        return response
    }

    /// Never fails: what goes wrong becomes a problem.
    func answer(_ request: IncomingRequest) async -> RouteAnswer {
        do throws(Problem) {
            try check(request)
            return try await route(request)
        } catch {
            return .response(refused(error, request))
        }
    }

    private func route(_ request: IncomingRequest) async throws(Problem) -> RouteAnswer {
        let target = try RequestTarget(request.target)
        if let path = StreamRoute.path(in: target) {
            if let preflight = try check(request, StreamRoute.methods) {
                return .response(finished(preflight, for: request))
            }
            let order = try streamOrder(request, path: path, target: target)
            return finished(try await streams.answer(try opening(order)), for: order)
        }
        return .response(finished(try await response(request, target), for: request))
    }

    private func response(
        _ request: IncomingRequest, _ target: RequestTarget
    ) async throws(Problem) -> Response {
        if let path = target.path.remainder(after: TicketRoute.prefix) {
            if let preflight = try check(request, TicketRoute.methods) { return preflight }
            try clients.admission.request(from: clients.address(of: request))
            let service = try hosts.service(for: request.authority).domain
            return try TicketRoute(access: access).answer(
                path: path, target: target, fields: request.fields, of: service,
                from: clients.address(of: request))
        }
        if let path = target.path.remainder(after: PublishRoute.prefix) {
            if let preflight = try check(request, PublishRoute.methods) { return preflight }
            let order = try order(request, path: path, target: target)
            return await withCheckedContinuation { continuation in
                publishing.publish(request.body, order) { continuation.resume(returning: $0) }
            }
        }
        switch target.path {
        case "/":
            if let preflight = try check(request, PageRoute.methods) { return preflight }
            return page.answer()
        case SessionRoute.path:
            if let preflight = try check(request, SessionRoute.methods) { return preflight }
            try clients.admission.request(from: clients.address(of: request))
            let service = try hosts.service(for: request.authority).domain
            return try SessionRoute(access: access).answer(
                request.method, request.fields, of: service, from: clients.address(of: request))
        case StatusRoute.path:
            if let preflight = try check(request, StatusRoute.methods) { return preflight }
            return status.answer()
        case StatusRoute.probePath:
            if let preflight = try check(request, StatusRoute.methods) { return preflight }
            return status.probe()
        default:
            throw .notFound(path: target.path)
        }
    }

    /// - Parameter allowed: the path's methods.
    /// - Returns: the answer to OPTIONS; `nil` for the methods that do something.
    private func check(
        _ request: IncomingRequest, _ allowed: [HTTPRequest.Method]
    ) throws(Problem) -> Response? {
        if request.method != .options, allowed.contains(request.method) { return nil }
        // As in `Allow`.
        let names = allowed.map(\.rawValue).joined(separator: ", ")
        if request.method == .options { return cors.preflight(methods: names) }
        throw .methodNotAllowed(request.method, allowed: names)
    }
}

extension String {
    /// What follows a prefix of whole path segments: empty, or with its slash.
    func remainder(after prefix: String) -> Substring? {
        guard utf8.starts(with: prefix.utf8) else { return nil }
        let rest = self[utf8.index(startIndex, offsetBy: prefix.utf8.count)...]
        return rest.isEmpty || rest.utf8.first == UInt8(ascii: "/") ? rest : nil
    }
}
