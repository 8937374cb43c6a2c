import XMPP

/// What a change of rights means for the subscriptions that are there.
///
/// A subscription ends with the right to read the node (so that a subscriber is always somebody who
/// may read), and a request for approval is granted when none is needed any more (XEP-0060 §8.7.4).
/// The subscriber is told either way (§13.14).
extension Engine {
    /// The decision to make changes, with what follows for subscriptions: endings before, so that
    /// those who lose their right are told of nothing more, approvals after.
    ///
    /// - Parameters:
    ///   - before: the node as it is.
    ///   - after: the node as the changes make it.
    ///   - bares: whose rights change; `nil` for everybody's.
    func settling(
        _ changes: [Change], on id: NodeID, before: Node, after: Node, bares: Set<JID>? = nil,
        at occasion: Occasion
    ) -> Decision {
        let candidates =
            bares?.sorted().flatMap { before.subscriptions.addresses(of: $0) }
            ?? before.subscriptions.all.map(\.jid)
        var ended: [JID] = []
        var approved: [JID] = []
        for jid in candidates {
            guard let subscription = before.subscriptions[jid] else { continue }
            let standing = standing(of: .entity(jid), to: id, after)
            if standing.mayRead {
                if subscription.state == .pending { approved.append(jid) }
            } else if subscription.state == .subscribed || !standing.needsApproval {
                ended.append(jid)
            }
        }
        var notices = Notices(service: service, node: id, at: occasion)
        for jid in ended { notices.add(.subscription(jid, nil), to: [jid]) }
        for jid in approved { notices.approve(jid, on: after) }
        return Decision(
            changes: ended.map { .subscriptionSet(id, $0, nil) } + changes
                + approved.map { jid in
                    var subscription = before.subscriptions[jid] ?? Subscription()
                    subscription.state = .subscribed
                    return .subscriptionSet(id, jid, subscription)
                },
            notifications: notices.all)
    }

    /// Ends the subscriptions whose right came from the settings and is not there any more.
    func reviewRights(
        _ requester: Requester, at occasion: Occasion
    ) throws(PubSubError) -> Decision {
        guard requester == .operator else { throw .forbidden(.manageSubscriptions) }
        var whole = Decision()
        for (id, node) in nodes.sorted(by: { $0.key < $1.key }) where node.subscriptions.count > 0 {
            // In an open node only those can have lost a right who have an affiliation.
            let isOpen = node.configuration.accessModel == .open
            let decision = settling(
                [], on: id, before: node, after: node,
                bares: isOpen ? Set(node.affiliations.keys) : nil,
                at: Occasion(
                    "\(occasion.identifier)-\(whole.notifications.count)", at: occasion.time))
            whole.changes += decision.changes
            whole.notifications += decision.notifications
        }
        return whole
    }
}
