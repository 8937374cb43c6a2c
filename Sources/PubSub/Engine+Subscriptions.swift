import XMPP

/// Subscribing, and the owner's management of subscriptions (XEP-0060 §6.1, §6.2, §8.8).
extension Engine {
    /// §6.1: the present state is the answer where the subscription is there already (§6.1.6).
    func subscribe(
        _ jid: JID, to id: NodeID, _ requester: Requester
    ) throws(PubSubError) -> Decision {
        guard requester.bare == jid.bare else { throw .jidMismatch }
        var changes: [Change] = []
        let node: Node
        if let existing = nodes[id] {
            node = existing
            try requireAccess(.subscribe, requester, to: id, node)
        } else {
            guard settings.createsOnSubscribe, mayCreate(requester) else { throw .nodeNotFound(id) }
            node = Node(
                configuration: settings.defaultConfiguration, created: Timestamp(milliseconds: 0))
            changes = creation(of: id, node.configuration, by: requester)
        }
        let present = node.subscriptions[jid]
        if present == nil { changes.append(.subscriptionSet(id, jid, Subscription())) }
        let state = present?.state ?? .subscribed
        return Decision(
            changes: changes,
            reply: .subscription(NodeSubscription(node: id, jid: jid, state: state)),
            notifications: present == nil ? lastItem(of: id, node, for: jid) : [])
    }

    /// §6.1.7: the newest item, where the node's configuration sends it on subscribing.
    private func lastItem(of id: NodeID, _ node: Node, for jid: JID) -> [Notification] {
        guard node.configuration.sendsLastItem != .never,
            node.configuration.deliversNotifications, let last = node.items.newest(1).first
        else { return [] }
        return [
            Notification(
                service: service, recipients: [jid],
                messageType: node.configuration.notificationType, node: id, event: .lastItem(last))
        ]
    }

    /// §6.2
    func unsubscribe(
        _ jid: JID, from id: NodeID, _ requester: Requester
    ) throws(PubSubError) -> Decision {
        let node = try existing(id)
        guard requester.bare == jid.bare else { throw .forbidden(.subscribe) }
        guard node.subscriptions[jid] != nil else { throw .notSubscribed(id) }
        return Decision(
            changes: [.subscriptionSet(id, jid, nil)],
            reply: .subscription(NodeSubscription(node: id, jid: jid, state: nil)))
    }

    /// §8.8.1
    func subscriptions(of id: NodeID, _ requester: Requester) throws(PubSubError) -> Decision {
        let node = try existing(id)
        try require(.manageSubscriptions, requester, node)
        let all = node.subscriptions.sorted { $0.key < $1.key }
            .map { NodeSubscription(node: id, jid: $0.key, state: $0.value.state) }
        return Decision(reply: .subscriptions(id, all))
    }

    /// §8.8.2: all of them or, where one is not possible, none.
    func setSubscriptions(
        _ changes: [SubscriptionChange], of id: NodeID, _ requester: Requester
    ) throws(PubSubError) -> Decision {
        let node = try existing(id)
        try require(.manageSubscriptions, requester, node)
        return Decision(
            changes: changes.compactMap { change in
                let present = node.subscriptions[change.jid]
                guard present?.state != change.state else { return nil }
                let wanted = change.state.map {
                    Subscription(state: $0, isDelivering: present?.isDelivering ?? true)
                }
                return .subscriptionSet(id, change.jid, wanted)
            })
    }

    /// §5.6: the requester's own, of one node or of all.
    func ownSubscriptions(
        _ id: NodeID?, _ requester: Requester
    ) throws(PubSubError) -> Decision {
        let own = try involved(requester, id).flatMap { id, node in
            node.subscriptions.filter { $0.key.bare == requester.bare }
                .sorted { $0.key < $1.key }
                .map { NodeSubscription(node: id, jid: $0.key, state: $0.value.state) }
        }
        return Decision(reply: .ownSubscriptions(id, own))
    }

    /// The nodes that the requester has to do with, by name; only the one named if one is.
    func involved(
        _ requester: Requester, _ id: NodeID?
    ) throws(PubSubError) -> [(id: NodeID, node: Node)] {
        if let id { return [(id, try existing(id))] }
        guard let bare = requester.bare else { return [] }
        return (involvements[bare] ?? []).sorted().compactMap { id in
            nodes[id].map { (id, $0) }
        }
    }
}
