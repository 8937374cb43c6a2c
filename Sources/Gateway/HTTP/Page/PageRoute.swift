import Crypto
import Foundation
import HTTPTypes

/// `/`: a page that follows a node live. It needs nothing from elsewhere and may load nothing.
struct PageRoute: Sendable {
    static let methods: [HTTPRequest.Method] = [.get, .head, .options]

    private let response: Response

    /// - Parameter tokenFile: see `Page.html`.
    init(tokenFile: String? = nil) {
        var response = Response(
            .ok, Page.html(tokenFile: tokenFile), type: "text/html; charset=utf-8")
        response.fields[.contentSecurityPolicy] = [
            "default-src 'none'", "connect-src 'self'", "img-src data:",
            "style-src \(Self.source(of: Page.style))",
            "script-src \(Self.source(of: Page.script))",
            "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
        ].joined(separator: "; ")
        response.fields[.xContentTypeOptions] = "nosniff"
        response.fields[.cacheControl] = "no-cache"
        self.response = response
    }

    func answer() -> Response { response }

    /// The hash by which a browser recognises an inline style or script (CSP §2.3.1).
    private static func source(of text: String) -> String {
        let hash = Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString()
        return "'sha256-\(hash)'"
    }
}
