import HTTPTypes
import PubSub

/// `/session`: puts the token that a page shows into the cookie that browsers send along by themselves,
/// out of reach of the page's scripts; and takes it out again.
struct SessionRoute: Sendable {
    static let path = "/session"
    static let methods: [HTTPRequest.Method] = [.post, .delete, .options]

    /// 400 days: browsers keep no cookie longer (RFC 6265bis §5.5).
    private static let maximumSeconds: Int64 = 400 * 24 * 3600

    let access: Access

    func answer(
        _ method: HTTPRequest.Method, _ fields: HTTPFields, of service: String,
        from client: NetworkAddress?
    ) throws(Problem) -> Response {
        guard let cookie = access.cookie else { throw .noCookie }
        guard method == .post else { return Self.response(cookie, "", seconds: 0) }
        let identity = try access.writer(fields[.authorization], of: service, from: client)
        // The operator's token has no end, and has no business in a browser.
        guard let token = Access.bearer(fields[.authorization]), let expires = identity.expires
        else { throw .notForBrowsers("A session") }
        let remaining = expires.milliseconds - access.clock().milliseconds
        return Self.response(cookie, token, seconds: min(remaining / 1000, Self.maximumSeconds))
    }

    /// RFC 6265 §4.1. `Strict` keeps foreign sites from using it; pages of other hosts of the same site
    /// may.
    private static func response(
        _ name: String, _ value: Substring, seconds: Int64
    ) -> Response {
        Response(
            .noContent,
            fields: [
                .setCookie: "\(name)=\(value); Path=/; Max-Age=\(seconds); Secure; HttpOnly; "
                    + "SameSite=Strict",
                .cacheControl: "no-store",
            ])
    }
}

extension Problem {
    fileprivate static let noCookie = Problem(
        status: .notFound, slug: "no-cookie", title: "There are no sessions here",
        detail: "The server takes no token from a cookie. Its operator can name one by the setting "
            + "tokens.cookie.")

    /// - Parameter what: is asked for with the operator's token.
    static func notForBrowsers(_ what: String) -> Problem {
        Problem(
            status: .forbidden, slug: "not-for-browsers", title: "Not for a browser",
            detail: "This token is the operator's, who is in no browser. \(what) needs a JWT.")
    }
}
