import HTTPTypes
import PubSub

/// Finds out who a request comes from: the one place that looks at tokens, cookies and tickets.
///
/// What is shown and is not valid is refused, whatever else the request has: it is never taken for a
/// request that shows nothing. The client is told the same of every fault, the log which it was; neither
/// has a part of what was shown.
public struct Access: Sendable {
    let publishToken: PublishToken
    let verifier: TokenVerifier
    let tickets: Tickets
    /// The name of the cookie that may have a token; `nil`: none.
    var cookie: String?
    let clock: @Sendable () -> Timestamp
    let refusals: RefusalLog

    /// Who wants to read: by `Authorization`, else by the ticket in the URL, else by the cookie.
    ///
    /// - Parameters:
    ///   - ticket: what the URL has, and what it must be for.
    ///   - service: the host of the service that is asked.
    ///   - client: for the log.
    func reader(
        _ fields: HTTPFields, ticket: ShownTicket?, of service: String,
        from client: NetworkAddress?
    ) throws(Problem) -> Identity {
        // Other schemes are for a proxy before us, which leaves them in.
        if let token = Self.bearer(fields[.authorization]) {
            return try known(token, service, client)
        }
        if let ticket {
            let known = tickets.redeem(
                ticket.text[...], for: ticket.purpose, isLook: ticket.isLook, at: clock())
            guard let known else { throw refused(.ticket, service, client) }
            return known
        }
        if let cookie, let field = fields[.cookie],
            let token = Cookies.value(of: cookie, in: field)
        {
            return try judge(token, service, client)
        }
        return .anonymous
    }

    /// Who wants to change something: by `Authorization` alone, which no foreign page can make a
    /// browser send.
    ///
    /// - Parameter client: for the log.
    func writer(
        _ authorization: String?, of service: String, from client: NetworkAddress?
    ) throws(Problem) -> Identity {
        guard let authorization else { throw .tokenMissing }
        guard let token = Self.bearer(authorization) else {
            refusals.note(.scheme, of: service, from: client)
            throw .wrongScheme
        }
        return try known(token, service, client)
    }

    /// The token of an `Authorization` field (RFC 6750 §2.1).
    static func bearer(_ authorization: String?) -> Substring? {
        guard let authorization,
            let blank = authorization.utf8.firstIndex(of: UInt8(ascii: " ")),
            authorization[..<blank].lowercased() == "bearer"
        else { return nil }
        return authorization[authorization.utf8.index(after: blank)...]
    }

    private func known(
        _ token: Substring, _ service: String, _ client: NetworkAddress?
    ) throws(Problem) -> Identity {
        if publishToken.isShown(by: token) {
            return Identity(requester: .operator, token: PublishToken.fileName)
        }
        return try judge(token, service, client)
    }

    private func judge(
        _ token: Substring, _ service: String, _ client: NetworkAddress?
    ) throws(Problem) -> Identity {
        guard token.contains(".") else { throw refused(.wrong, service, client) }
        do throws(TokenRefusal) {
            return try verifier.identity(of: token, for: service, at: clock())
        } catch {
            throw refused(error, service, client)
        }
    }

    private func refused(
        _ refusal: TokenRefusal, _ service: String, _ client: NetworkAddress?
    ) -> Problem {
        refusals.note(refusal, of: service, from: client)
        return .tokenRefused(service: service)
    }
}

extension Problem {
    /// What a refusal tells the client to show (RFC 6750 §3).
    static let challenge = "Bearer realm=\"sluice\""

    static let tokenMissing = Problem(
        status: .unauthorized, slug: "token-missing", title: "A token is missing",
        detail: "This needs the header \"Authorization: Bearer TOKEN\". \(whatTokensAre)",
        fields: [.wwwAuthenticate: challenge])

    /// As `Basic`, by which curl shows what `--user` says.
    static let wrongScheme = Problem(
        status: .unauthorized, slug: "wrong-scheme", title: "Not a bearer token",
        detail: "The header Authorization has no token of the scheme Bearer. Write it as "
            + "\"Authorization: Bearer TOKEN\", whatever is in TOKEN. \(whatTokensAre)",
        fields: [.wwwAuthenticate: challenge])

    private static let whatTokensAre =
        "The TOKEN is a JWT, signed by a key that the server knows; or, for whoever runs the server, "
        + "what is in the file \(PublishToken.fileName) in its data folder."

    static func tokenRefused(service: String) -> Problem {
        Problem(
            status: .unauthorized, slug: "wrong-token", title: "The token is wrong",
            detail:
                "What the request shows is not valid here. A JWT must be signed by a key of this "
                + "server with that key's alg, must be within its time (exp and nbf, in seconds since 1970), and must be for "
                + "\(service) (aud) and from the key's issuer (iss), as far as it or the server names "
                + "them. A ticket works once, for seconds. Publishing also works with what is in the "
                + "file \(PublishToken.fileName) in the server's data folder. The server's log says "
                + "what is wrong.",
            fields: [.wwwAuthenticate: challenge + ", error=\"invalid_token\""])
    }
}
