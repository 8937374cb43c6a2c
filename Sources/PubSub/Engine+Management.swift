import XMPP

/// The owner's management of subscriptions (XEP-0060 §8.8).
extension Engine {
    /// §8.8.1: without those that wait for approval.
    func subscriptions(
        of id: NodeID, _ page: PageRequest?, _ requester: Requester
    ) throws(PubSubError) -> Decision {
        let node = try existing(id)
        try require(.manageSubscriptions, requester, node)
        let all = node.subscriptions.all.filter { $0.subscription.state != .pending }
            .map { NodeSubscription(node: id, jid: $0.jid, state: $0.subscription.state) }
        let listed = try ListPage(all, page, name: \.jid.description) { [$0.jid.description] }
        return Decision(reply: .subscriptions(id, listed.lines, listed.resultSet))
    }

    /// §8.8.2: all of them or, where one is not possible, none. Who is concerned is told (§8.8.4).
    func setSubscriptions(
        _ changes: [SubscriptionChange], of id: NodeID, _ requester: Requester,
        at occasion: Occasion
    ) throws(PubSubError) -> Decision {
        let node = try existing(id)
        try require(.manageSubscriptions, requester, node)
        var named: Set<JID> = []
        for change in changes where !named.insert(change.jid).inserted {
            throw .malformed("\(change.jid) stands in the request twice")
        }
        let refused = changes.filter { !isPossible($0, on: id, node) }
        guard refused.isEmpty else {
            throw .subscriptionsRefused(
                id,
                refused.map {
                    NodeSubscription(
                        node: id, jid: $0.jid, state: node.subscriptions[$0.jid]?.state)
                })
        }
        let added = changes.count { $0.state != nil && node.subscriptions[$0.jid] == nil }
        guard node.subscriptions.count + added <= settings.maximumSubscriptionsPerNode else {
            throw .tooManySubscriptions(limit: settings.maximumSubscriptionsPerNode)
        }
        var notices = Notices(service: service, node: id, at: occasion)
        var decision = Decision()
        for change in changes where node.subscriptions[change.jid]?.state != change.state {
            var wanted = change.state.map { _ in
                node.subscriptions[change.jid] ?? Subscription(isGiven: true)
            }
            if let state = change.state { wanted?.state = state }
            decision.changes.append(.subscriptionSet(id, change.jid, wanted))
            if change.state == .subscribed {
                notices.approve(change.jid, on: node)
            } else {
                notices.add(.subscription(change.jid, nil), to: [change.jid])
            }
        }
        decision.notifications = notices.all
        return decision
    }

    /// An owner subscribes those who may read the node, or whom only an approval is missing, and
    /// ends any subscription; the other states come about by themselves.
    private func isPossible(_ change: SubscriptionChange, on id: NodeID, _ node: Node) -> Bool {
        guard let state = change.state else { return true }
        if state == node.subscriptions[change.jid]?.state { return true }
        let standing = standing(of: .entity(change.jid), to: id, node)
        return state == .subscribed && (standing.mayRead || standing.needsApproval)
    }
}
