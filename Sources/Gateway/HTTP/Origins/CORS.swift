import HTTPTypes

/// Lets the pages of some origins read our answers, or of all (Fetch §3.3): the one place that knows
/// which. Requests without `Origin` come from no page of another origin, and are not its subject.
struct CORS: Sendable {
    let policy: OriginPolicy

    /// The setting that a refusal names.
    private static let setting = "http.cors.origins"

    /// What the polyfills of EventSource and `fetch` send. The `*` covers what a page adds; it does
    /// not cover `Authorization`, means nothing with credentials, and old browsers do not know it.
    private static let requestFields =
        "Accept, Authorization, Cache-Control, Content-Type, Last-Event-ID, X-Requested-With, *"

    /// What a page may read of an answer besides what every page may.
    private static let exposed = "Location, Retry-After, WWW-Authenticate"

    /// Made once: every answer has them.
    private static let fieldsForAny: HTTPFields = [
        .accessControlExposeHeaders: exposed, .accessControlAllowOrigin: "*",
    ]

    init(_ policy: OriginPolicy = OriginPolicy()) {
        self.policy = policy
    }

    /// Refuses a page of an origin that is not allowed, before anything is done for it.
    ///
    /// A preflight passes: it does nothing, and a page could not read why it was refused.
    func check(_ request: IncomingRequest) throws(Problem) {
        guard request.method != .options, let origin = request.fields[.origin], isRefused(request)
        else { return }
        throw .originRefused(origin, setting: Self.setting)
    }

    /// Our own pages send `Origin` too when they publish.
    private func isRefused(_ request: IncomingRequest) -> Bool {
        guard let origin = request.fields[.origin] else { return false }
        return !isAllowed(origin) && !Self.isOwn(origin, request.authority)
    }

    /// The fields that let a page of this origin read an answer.
    func fields(for origin: String?) -> HTTPFields {
        switch policy.origins {
        case .any:
            return Self.fieldsForAny
        case .listed:
            var fields: HTTPFields = [.accessControlExposeHeaders: Self.exposed]
            // Whatever is said here, a cache must not give it to a page of another origin.
            fields[.vary] = "Origin"
            guard let origin, isAllowed(origin) else { return fields }
            fields[.accessControlAllowOrigin] = origin
            if policy.allowsCredentials { fields[.accessControlAllowCredentials] = "true" }
            return fields
        }
    }

    func allow(_ response: inout Response, for request: IncomingRequest) {
        let origin = request.fields[.origin]
        response.fields.append(contentsOf: fields(for: origin))
        // All that such a page gets is that it is refused: that it may read, or it would be told nothing.
        guard isRefused(request) else { return }
        response.fields[.accessControlAllowOrigin] = origin
    }

    /// The answer to OPTIONS, a browser's preflight or not.
    ///
    /// - Parameter methods: what the path allows, as in `Allow`.
    func preflight(methods: String) -> Response {
        Response(
            .noContent,
            fields: [
                .allow: methods,
                .accessControlAllowMethods: methods,
                .accessControlAllowHeaders: Self.requestFields,
                .accessControlMaxAge: "86400",
            ])
    }

    private func isAllowed(_ origin: String) -> Bool {
        switch policy.origins {
        case .any: true
        case .listed(let origins): origins.contains(origin)
        }
    }

    /// Whether a page comes from the host that it asks. The scheme is left out: a proxy may have
    /// ended TLS.
    private static func isOwn(_ origin: String, _ authority: String?) -> Bool {
        guard let scheme = origin.firstRange(of: "://") else { return false }
        return origin[scheme.upperBound...] == authority?.lowercased() ?? ""
    }
}

extension Problem {
    fileprivate static func originRefused(_ origin: String, setting: String) -> Problem {
        var problem = Problem(
            status: .forbidden, slug: "origin-refused", title: "Pages of this origin are refused",
            detail:
                "Pages of \(origin) may not use this server. Its operator allows them by adding "
                + "the origin to the setting \(setting).")
        problem.setting = setting
        return problem
    }
}
