import HTTPTypes

/// Lets pages of every origin read every answer (Fetch §3.3), as Prosody's module does. There are no
/// cookies here that a foreign page could misuse: publishing needs the token in a header.
enum CORS {
    /// What the polyfills of EventSource and `fetch` send. The `*` covers what a page adds; it does
    /// not cover `Authorization`, and old browsers do not know it.
    private static let requestFields =
        "Accept, Authorization, Cache-Control, Content-Type, Last-Event-ID, X-Requested-With, *"

    static let allowOrigin = "*"

    static func allow(_ response: inout Response) {
        response.fields[.accessControlAllowOrigin] = allowOrigin
        response.fields[.accessControlExposeHeaders] = "Location, Retry-After, WWW-Authenticate"
    }

    /// The answer to OPTIONS, a browser's preflight or not.
    ///
    /// - Parameter methods: what the path allows, as in `Allow`.
    static func preflight(methods: String) -> Response {
        Response(
            .noContent,
            fields: [
                .allow: methods,
                .accessControlAllowMethods: methods,
                .accessControlAllowHeaders: requestFields,
                .accessControlMaxAge: "86400",
            ])
    }
}
