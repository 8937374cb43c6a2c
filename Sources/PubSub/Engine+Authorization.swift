import XMPP

/// Approving subscriptions (XEP-0060 §8.6, §8.7): all owners are asked, and the first answer
/// counts.
extension Engine {
    /// Who is asked: the owners or, where a node has none, the service's admins.
    func approvers(of node: Node) -> [JID] {
        let owners = node.owners
        return owners.isEmpty ? settings.admins.sorted() : owners
    }

    /// §8.6: an answer to a request that does not wait any more changes nothing.
    func authorize(
        _ jid: JID, for id: NodeID, isAllowed: Bool?, _ requester: Requester, at occasion: Occasion
    ) throws(PubSubError) -> Decision {
        let node = try existing(id)
        try require(.manageSubscriptions, requester, node)
        guard let isAllowed, var subscription = node.subscriptions[jid],
            subscription.state == .pending
        else { return Decision() }
        var notices = Notices(service: service, node: id, at: occasion)
        guard isAllowed else {
            notices.add(.subscription(jid, nil), to: [jid])
            return Decision(
                changes: [.subscriptionSet(id, jid, nil)], notifications: notices.all)
        }
        subscription.state = .subscribed
        notices.approve(jid, on: node)
        return Decision(
            changes: [.subscriptionSet(id, jid, subscription)], notifications: notices.all)
    }

    /// §8.7: first the nodes where requests wait, then the requests of the one that was chosen.
    func pending(
        _ step: PendingStep, session: String?, _ requester: Requester, at occasion: Occasion
    ) throws(PubSubError) -> Decision {
        let session = session ?? occasion.identifier
        switch step {
        case .cancel:
            return Decision(
                reply: .command(PendingCommand(session: session, status: .canceled)))
        case .chooseNode:
            let form = nodeChoice(try nodesToApprove(requester))
            return Decision(
                reply: .command(
                    PendingCommand(session: session, status: .executing, form: form)))
        case .request(let id):
            let node = try existing(id)
            try require(.manageSubscriptions, requester, node)
            guard case .entity(let jid) = requester else { throw .forbidden(.manageSubscriptions) }
            var notices = Notices(service: service, node: id, at: occasion)
            // As many as somebody may answer in a while: asked again, the command gives the next.
            let waiting = node.subscriptions.all.filter { $0.subscription.state == .pending }
            for (subscriber, _) in waiting.prefix(settings.maximumItemsPerRequest) {
                notices.add(.authorizationRequest(subscriber), to: [jid.bare])
            }
            return Decision(
                reply: .command(PendingCommand(session: session, status: .completed)),
                notifications: notices.all)
        }
    }

    /// - Throws: `forbidden` for somebody who owns no node.
    private func nodesToApprove(_ requester: Requester) throws(PubSubError) -> [NodeID] {
        let owned =
            ownsAll(requester)
            ? nodes.keys.sorted()
            : try involved(requester, nil).filter { may(.manageSubscriptions, requester, $0.node) }
                .map(\.id)
        guard !owned.isEmpty || ownsAll(requester) else { throw .forbidden(.manageSubscriptions) }
        return owned.filter { nodes[$0]?.subscriptions.hasPending ?? false }
    }

    /// As many as fit into a stanza: where requests are answered, the others come up.
    private func nodeChoice(_ nodes: [NodeID]) -> DataForm {
        DataForm(
            .form, formType: Namespaces.subscribeAuthorization,
            fields: [
                DataForm.Field(
                    "pubsub#node", type: "list-single", label: "The node whose requests are wanted",
                    options: nodes.map(\.description).fitting(bytes: 256 * 1024)
                        .map { DataForm.Option(value: $0) })
            ])
    }
}
