import XMPP

/// Tokens for the web.
extension Engine {
    /// XEP-0050: whoever has an XMPP address may have a token that speaks for it. It gives nothing that
    /// the address does not have.
    func token(
        _ step: TokenStep, session: String?, _ requester: Requester, at occasion: Occasion
    ) throws(PubSubError) -> Decision {
        let session = session ?? occasion.identifier
        guard step == .request else {
            return Decision(
                reply: .command(
                    PendingCommand(node: Namespaces.token, session: session, status: .canceled)))
        }
        guard case .entity(let jid) = requester else { throw .jidRequired }
        return Decision(reply: .token(TokenCommand(session: session, subject: jid.bare)))
    }
}
