import HTTPTypes

/// Finds out what a request is for and has it answered: the one place that knows all paths.
///
/// A node's name is whatever follows the prefix, slashes and dots included, so paths are matched by
/// prefix here and not by a router that would take them apart.
struct Routes: Sendable {
    let hosts: HostRouting
    let streams: StreamRoute
    let publishing: PublishRoute
    let status: StatusRoute
    let page: PageRoute

    /// Never fails: what goes wrong becomes a problem.
    func answer(_ request: IncomingRequest) async -> RouteAnswer {
        var response: Response
        do throws(Problem) {
            switch try await route(request) {
            case .stream(let stream): return .stream(stream)
            case .response(let found): response = found
            }
        } catch {
            response = error.response
        }
        CORS.allow(&response)
        return .response(response)
    }

    private func route(_ request: IncomingRequest) async throws(Problem) -> RouteAnswer {
        let target = try RequestTarget(request.target)
        if let path = target.path.remainder(after: StreamRoute.prefix) {
            if let preflight = try Self.check(request, StreamRoute.methods) { return preflight }
            let query = try StreamQuery(path: path, target: target, fields: request.fields)
            let service = try hosts.service(for: request.authority)
            return .stream(try await streams.open(query, of: service.domain))
        }
        if target.path.remainder(after: PublishRoute.prefix) != nil {
            if let preflight = try Self.check(request, PublishRoute.methods) { return preflight }
            return .response(try await publishing.answer(request))
        }
        switch target.path {
        case "/":
            if let preflight = try Self.check(request, PageRoute.methods) { return preflight }
            return .response(page.answer())
        case "/status":
            if let preflight = try Self.check(request, StatusRoute.methods) { return preflight }
            return .response(status.answer())
        default:
            throw .notFound(path: target.path)
        }
    }

    /// - Parameter allowed: the path's methods, as in `Allow`.
    /// - Returns: the answer to OPTIONS; `nil` for the methods that do something.
    private static func check(
        _ request: IncomingRequest, _ allowed: String
    ) throws(Problem) -> RouteAnswer? {
        if request.method == .options { return .response(CORS.preflight(methods: allowed)) }
        guard allowed.split(separator: ", ").contains(request.method.rawValue[...]) else {
            throw .methodNotAllowed(request.method, allowed: allowed)
        }
        return nil
    }
}

extension String {
    /// What follows a prefix of whole path segments: empty, or with its slash.
    fileprivate func remainder(after prefix: String) -> Substring? {
        guard hasPrefix(prefix) else { return nil }
        let rest = dropFirst(prefix.count)
        return rest.isEmpty || rest.first == "/" ? rest : nil
    }
}
