import XMPP

/// Whom a fact is told to over XMPP (XEP-0060 §7.1.2, §7.2.2.1, §8.2.5.4, §8.4.2, §8.5.2).
extension Engine {
    /// The notification that an entry gives rise to; to be asked before the entry is applied, for a
    /// deleted node knows no subscribers afterwards.
    public func notification(of entry: Entry) -> Notification? {
        let change = entry.change
        guard let node = nodes[change.node], let event = event(of: change, on: node) else {
            return nil
        }
        let recipients = recipients(of: node)
        guard !recipients.isEmpty else { return nil }
        return Notification(
            service: service, recipients: recipients,
            messageType: node.configuration.notificationType, node: change.node, event: event)
    }

    private func event(of change: Change, on node: Node) -> Notification.Event? {
        let configuration = node.configuration
        guard configuration.deliversNotifications else { return nil }
        switch change {
        case .itemPublished(_, let publication):
            if !publication.isKept, !configuration.deliversPayloads { return .itemless }
            let payload = configuration.deliversPayloads ? publication.item.payload : nil
            return .item(
                publication.item.id, publisher: publication.shownPublisher, payload: payload)
        case .itemRetracted(_, let id, let notify):
            return notify == .requested || configuration.notifiesRetract ? .retract(id) : nil
        case .nodePurged:
            return configuration.notifiesRetract ? .purge : nil
        case .nodeDeleted:
            return configuration.notifiesDelete ? .delete : nil
        case .nodeConfigured(_, let new, _):
            guard new.notifiesConfiguration else { return nil }
            return .configuration(configuration.deliversPayloads ? new.form : nil)
        case .nodeCreated, .affiliationSet, .subscriptionSet:
            return nil
        }
    }

    /// The subscribers that want events and may still read the node, in a stable order.
    private func recipients(of node: Node) -> [JID] {
        node.subscriptions.filter { jid, subscription in
            subscription.state == .subscribed && subscription.isDelivering
                && may(.retrieve, .entity(jid), node)
        }.keys.sorted()
    }
}
