import HTTPTypes

/// What a back end shows in order to publish over HTTP (RFC 6750): the right of the operator.
public struct PublishToken: Sendable {
    /// The name of its file in the data folder.
    public static let fileName = "publish-token"

    private let secret: Secret

    /// - Parameter value: ASCII without blanks.
    init(_ value: String) {
        secret = Secret(value)
    }

    /// What a refusal tells the client to show.
    static let challenge = "Bearer realm=\"sluice\""

    /// Whether an `Authorization` field has the token (RFC 6750 §2.1).
    func isShown(by authorization: String?) -> Bool {
        guard let authorization else { return false }
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return false }
        return isEqual(to: parts[1])
    }

    /// Takes as long for a nearly right token as for a wrong one, so that none can be found by the
    /// clock.
    private func isEqual(to candidate: Substring) -> Bool {
        let token = secret.value.utf8
        var difference = candidate.utf8.count ^ token.count
        for (byte, expected) in zip(candidate.utf8, token) {
            difference |= Int(byte ^ expected)
        }
        return difference == 0
    }
}

extension Problem {
    static func tokenMissing(isWrong: Bool) -> Problem {
        Problem(
            status: .unauthorized, slug: isWrong ? "wrong-token" : "token-missing",
            title: isWrong ? "The token is wrong" : "A token is missing",
            detail:
                "Publishing needs the header \"Authorization: Bearer TOKEN\". The token is in the "
                + "file \(PublishToken.fileName) in the server's data folder.",
            fields: [
                .wwwAuthenticate: isWrong
                    ? PublishToken.challenge + ", error=\"invalid_token\"" : PublishToken.challenge
            ])
    }
}
