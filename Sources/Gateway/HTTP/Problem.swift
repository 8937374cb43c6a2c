import HTTPTypes
import JSONText

/// Why a request is refused, for the web developer who sent it (RFC 9457). It says what to do.
struct Problem: Error, Sendable, Hashable {
    var status: HTTPResponse.Status
    /// Names the kind of problem in its `type`, `urn:sluice:problem:SLUG`.
    var slug: String
    /// The kind in a few words; the same for each problem of the kind.
    var title: String
    /// This case, in a sentence or two.
    var detail: String
    /// What the status prescribes besides, for instance `Allow`.
    var fields: HTTPFields = [:]
    /// The setting by which the operator would change it.
    var setting: String?
    /// The request's own bound that it was over.
    var limit: RequestLimit?

    /// The problem as a response.
    var response: Response {
        let members: [JSON.Member] = [
            .init("type", .string("urn:sluice:problem:\(slug)")),
            .init("title", .string(title)),
            .init("status", .integer(status.code)),
            .init("detail", .string(detail)),
        ]
        let body = JSON.object(
            members + (setting.map { [.init("setting", .string($0))] } ?? []))
        var response = Response(status, body.text + "\n", type: "application/problem+json")
        response.fields.append(contentsOf: fields)
        response.fields[.cacheControl] = "no-store"
        response.limit = limit
        return response
    }
}

/// What is wrong with a request before anything is asked of a service.
extension Problem {
    static func notFound(path: String) -> Problem {
        Problem(
            status: .notFound, slug: "no-such-path", title: "Nothing is here",
            detail:
                "There is nothing at \(path). Streams are at /eventsource/NODE, publishing is at "
                + "/publish/NODE. /ticket/NODE gives a URL for who has a token, /session a cookie. "
                + "The state of the server is at /status and /health, and / is a page to try it."
        )
    }

    static func methodNotAllowed(_ method: HTTPRequest.Method, allowed: String) -> Problem {
        Problem(
            status: .methodNotAllowed, slug: "method-not-allowed", title: "Wrong method",
            detail: "\(method.rawValue) does nothing here. Use one of: \(allowed).",
            fields: [.allow: allowed])
    }

    static func invalidTarget(_ reason: String) -> Problem {
        Problem(
            status: .badRequest, slug: "invalid-url", title: "The URL cannot be understood",
            detail: "The URL cannot be understood: \(reason).")
    }

    static let nodeTwice = Problem(
        status: .badRequest, slug: "node-twice", title: "Nodes in the path and in the query",
        detail: "A URL names its nodes in one place: as the path, /eventsource/NODE, or as "
            + "/eventsource?node=A&node=B.")

    static let nodeMissing = Problem(
        status: .badRequest, slug: "node-missing", title: "No node is named",
        detail: "The URL names no node. Write /eventsource/NODE to follow one node, "
            + "/eventsource?node=A&node=B to follow several, /publish/NODE to publish to one.")

    static func unknownHost(_ host: String?, known: [String]) -> Problem {
        Problem(
            status: .notFound, slug: "unknown-host", title: "No such host",
            detail: "This server has no service for the host '\(host ?? "")'. Its hosts are: "
                + known.sorted().joined(separator: ", ")
                + ". Write one of them in the URL. Before its name leads to this server, a program says "
                + "it in the header Host: curl -H \"Host: \(known.min() ?? "")\".")
    }

    static func tooManyNodes(limit: Int) -> Problem {
        Problem(
            status: .badRequest, slug: "too-many-nodes", title: "Too many nodes",
            detail: "The URL names more than \(limit) of them: send several requests instead.")
    }

    static let overloaded = Problem(
        status: .serviceUnavailable, slug: "overloaded", title: "No room for another stream",
        detail: "The server has as many streams open as it can hold. Try again in a while.",
        fields: [.retryAfter: "10"])
}
