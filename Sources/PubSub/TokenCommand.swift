public import XMPP

extension Namespaces {
    /// The ad-hoc command by which an XMPP user gets a token for the web.
    static let token = "urn:sluice:token"
}

/// Leave to have a token (XEP-0050): the engine has neither key nor clock, so whoever asked it signs
/// the token and completes the command.
public struct TokenCommand: Sendable, Hashable {
    /// Names this run of the command.
    public var session: String
    /// The bare JID that the token is to speak for.
    public var subject: JID

    /// Makes a leave.
    public init(session: String, subject: JID) {
        self.session = session
        self.subject = subject
    }

    /// The answer, once there is a token.
    public func completed(token: String, expires: Timestamp) -> Reply {
        let form = DataForm(
            .result, formType: Namespaces.token, title: "Token",
            instructions: "Whoever has the token reads and publishes as \(subject).",
            fields: [
                DataForm.Field("token", type: "text-single", label: "The token", values: [token]),
                DataForm.Field(
                    "expires", type: "text-single", label: "Valid until",
                    values: [expires.description]),
            ])
        return .command(
            PendingCommand(
                node: Namespaces.token, session: session, status: .completed, form: form))
    }
}
