import XMPP

/// Subscribing (XEP-0060 §6.1, §6.2, §5.6).
extension Engine {
    /// §6.1: the present state is the answer where the subscription is there already (§6.1.6).
    func subscribe(
        _ jid: JID, to id: NodeID, options: DataForm?, _ requester: Requester, at occasion: Occasion
    ) throws(PubSubError) -> Decision {
        guard requester.bare == jid.bare else { throw .jidMismatch }
        guard let node = nodes[id] else {
            return try subscribeCreating(jid, to: id, options: options, requester)
        }
        let standing = standing(of: requester, to: id, node)
        if node.subscriptions[jid]?.state == .pending { throw .subscriptionPending(id) }
        let isPending = standing.needsApproval && standing.subscribed.isEmpty
        if !isPending, let refusal = standing.refusal {
            throw refusal == .forbidden(.retrieve) ? .forbidden(.subscribe) : refusal
        }
        guard node.configuration.allowsSubscriptions || node.subscriptions[jid] != nil else {
            throw .unsupported(feature: "subscribe")
        }
        return try subscription(
            of: jid, to: id, node, options: options, isPending: isPending, at: occasion)
    }

    private func subscription(
        of jid: JID, to id: NodeID, _ node: Node, options: DataForm?, isPending: Bool,
        at occasion: Occasion
    ) throws(PubSubError) -> Decision {
        let present = node.subscriptions[jid]
        var wanted = present ?? Subscription(state: isPending ? .pending : .subscribed)
        try wanted.take(options)
        if present == nil { try requireRoomForSubscription(of: jid.bare, to: node) }
        var notices = Notices(service: service, node: id, at: occasion)
        if present == nil {
            if isPending {
                notices.add(.authorizationRequest(jid), to: approvers(of: node))
            } else if wanted.isDelivering {
                notices.addLastItem(of: node, to: jid)
            }
        }
        return Decision(
            changes: present == wanted ? [] : [.subscriptionSet(id, jid, wanted)],
            reply: reply(wanted, of: jid, to: id, options: options),
            notifications: notices.all)
    }

    private func reply(
        _ subscription: Subscription, of jid: JID, to id: NodeID, options: DataForm?
    ) -> Reply {
        .subscription(
            NodeSubscription(node: id, jid: jid, state: subscription.state),
            options: options.map { _ in subscription.options(.result) })
    }

    /// Subscribing to a node that is not there makes it, where the settings allow that.
    private func subscribeCreating(
        _ jid: JID, to id: NodeID, options: DataForm?, _ requester: Requester
    ) throws(PubSubError) -> Decision {
        guard settings.createsOnSubscribe, mayCreate(requester) else { throw .nodeNotFound(id) }
        try requireName(id)
        try requireRoomForNode(of: requester)
        var wanted = Subscription()
        try wanted.take(options)
        return Decision(
            changes: creation(of: id, settings.defaultConfiguration, by: requester)
                + [.subscriptionSet(id, jid, wanted)],
            reply: reply(wanted, of: jid, to: id, options: options))
    }

    /// §6.1.3.9
    private func requireRoomForSubscription(
        of bare: JID, to node: Node
    ) throws(PubSubError) {
        guard node.subscriptions.count < settings.maximumSubscriptionsPerNode else {
            throw .tooManySubscriptions(limit: settings.maximumSubscriptionsPerNode)
        }
        let limit = settings.maximumSubscriptionsPerEntity
        var count = 0
        for id in involvements[bare] ?? [] {
            // Or the owners of other nodes could keep somebody from subscribing anywhere.
            count += nodes[id]?.subscriptions.ownCount(of: bare) ?? 0
            guard count < limit else { throw .tooManySubscriptions(limit: limit) }
        }
    }

    /// §6.2
    func unsubscribe(
        _ jid: JID, from id: NodeID, _ requester: Requester
    ) throws(PubSubError) -> Decision {
        let node = try existing(id)
        guard requester.bare == jid.bare else { throw .forbidden(.manageSubscriptions) }
        guard node.subscriptions[jid] != nil else { throw .notSubscribed(id) }
        return Decision(
            changes: [.subscriptionSet(id, jid, nil)],
            reply: .subscription(NodeSubscription(node: id, jid: jid, state: nil), options: nil))
    }

    /// §13.4: a notification that came back for good ends the subscription. There is nobody to
    /// tell.
    func endBounced(_ id: NodeID, _ requester: Requester) -> Decision {
        guard case .entity(let jid) = requester, let node = nodes[id],
            node.subscriptions[jid] != nil
        else { return Decision() }
        return Decision(changes: [.subscriptionSet(id, jid, nil)])
    }

    /// §5.6: the requester's own, of one node or of all.
    func ownSubscriptions(
        _ id: NodeID?, _ page: PageRequest?, _ requester: Requester
    ) throws(PubSubError) -> Decision {
        guard let bare = requester.bare else {
            return Decision(reply: .ownSubscriptions(id, [], nil))
        }
        let own = try involved(requester, id).flatMap { id, node in
            node.subscriptions.addresses(of: bare).map { jid in
                NodeSubscription(node: id, jid: jid, state: node.subscriptions[jid]?.state)
            }
        }
        let listed = try ListPage(own, page, name: \.name) {
            [$0.node.description, $0.jid.description]
        }
        return Decision(reply: .ownSubscriptions(id, listed.lines, listed.resultSet))
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

extension NodeSubscription {
    /// What it is known by in a list of many. Resources and nodes may have spaces: the length says
    /// where the address ends.
    fileprivate var name: String { "\(jid.description.utf8.count) \(jid) \(node)" }
}
