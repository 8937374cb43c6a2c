import XMPP

/// The options of a subscription (XEP-0060 §6.3, §6.4).
extension Engine {
    /// §6.3.2
    func options(
        of jid: JID, to id: NodeID, _ requester: Requester
    ) throws(PubSubError) -> Decision {
        let subscription = try configurable(jid, id, requester)
        return Decision(
            reply: .options(
                NodeSubscription(node: id, jid: jid, state: subscription.state),
                subscription.options(.form)))
    }

    /// §6.3.5: a cancelled form leaves the subscription as it is.
    func setOptions(
        of jid: JID, to id: NodeID, _ form: DataForm, _ requester: Requester
    ) throws(PubSubError) -> Decision {
        let present = try configurable(jid, id, requester)
        var wanted = present
        try wanted.take(form)
        return Decision(changes: wanted == present ? [] : [.subscriptionSet(id, jid, wanted)])
    }

    /// §6.4: of a node or of the service, where they are the same.
    func defaultOptions(_ id: NodeID?) throws(PubSubError) -> Decision {
        if let id { _ = try existing(id) }
        return Decision(reply: .defaultOptions(id, Subscription().options(.result)))
    }

    private func configurable(
        _ jid: JID, _ id: NodeID, _ requester: Requester
    ) throws(PubSubError) -> Subscription {
        let node = try existing(id)
        guard requester.bare == jid.bare else { throw .forbidden(.manageSubscriptions) }
        guard let subscription = node.subscriptions[jid] else { throw .noSubscription(id) }
        return subscription
    }
}
