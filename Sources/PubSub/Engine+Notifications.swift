import XMPP

/// Whom a fact is told to over XMPP (XEP-0060 §7.1.2, §7.2.2.1, §8.2.5.3, §8.4.2, §8.5.2).
extension Engine {
    /// The notification that an entry gives rise to; to be asked before the entry is applied, for a
    /// deleted node knows no subscribers afterwards.
    ///
    /// Nobody is judged here: a subscription ends with the right to read, so that whoever has one
    /// may be told.
    public func notification(of entry: Entry) -> Notification? {
        let change = entry.change
        guard let node = nodes[change.node] else { return nil }
        if case .subscriptionSet(let id, let jid, let new) = change {
            return ownersNotification(of: entry, id, node, jid, new)
        }
        guard node.configuration.deliversNotifications, let event = event(of: change, on: node)
        else { return nil }
        let recipients = recipients(of: change, on: node)
        guard !recipients.isEmpty else { return nil }
        return Notification(
            service: service, id: String(entry.position.rawValue), recipients: recipients,
            messageType: node.configuration.notificationType, node: change.node, event: event.told,
            retracted: event.retracted)
    }

    private func event(
        of change: Change, on node: Node
    ) -> (told: Notification.Event, retracted: [ItemID])? {
        let configuration = node.configuration
        switch change {
        case .itemPublished(_, let publication):
            let retracted = configuration.tellsOfDisplaced ? publication.displaced : []
            if !publication.isKept, !configuration.deliversPayloads { return (.itemless, []) }
            let payload = configuration.deliversPayloads ? publication.item.payload : nil
            let item = Notification.Event.item(
                publication.item.id, publisher: publication.shownPublisher, payload: payload)
            return (item, retracted)
        case .itemRetracted(_, let id, let notify):
            let isTold = notify == .requested || configuration.notifiesRetract
            return isTold ? (.retract([id]), []) : nil
        case .nodePurged:
            return configuration.notifiesRetract ? (.purge, []) : nil
        case .nodeDeleted(_, let redirect):
            return configuration.notifiesDelete ? (.delete(redirect: redirect), []) : nil
        case .nodeConfigured(_, let new, let displaced):
            let retracted = new.tellsOfDisplaced ? displaced : []
            if new.notifiesConfiguration {
                return (.configuration(new.deliversPayloads ? new.notice : nil), retracted)
            }
            return retracted.isEmpty ? nil : (.retract(retracted), [])
        case .nodeCreated, .affiliationSet, .subscriptionSet:
            return nil
        }
    }

    /// Of the end of a node those are told, too, who wait for approval (§8.4.2).
    private func recipients(of change: Change, on node: Node) -> [JID] {
        guard case .nodeDeleted = change else { return node.subscriptions.audience }
        return node.subscriptions.audience
            + node.subscriptions.all.filter { $0.subscription.state != .subscribed }.map(\.jid)
    }

    /// Owners are told who comes and goes (`pubsub#notify_sub`).
    private func ownersNotification(
        of entry: Entry, _ id: NodeID, _ node: Node, _ jid: JID, _ new: Subscription?
    ) -> Notification? {
        guard node.configuration.notifiesSubscriptions,
            node.subscriptions[jid]?.state != new?.state
        else { return nil }
        let owners = node.owners.filter { $0 != jid.bare }
        guard !owners.isEmpty else { return nil }
        return Notification(
            service: service, id: String(entry.position.rawValue), recipients: owners,
            messageType: node.configuration.notificationType, node: id,
            event: .subscription(jid, new?.state))
    }
}

extension NodeConfiguration {
    fileprivate var tellsOfDisplaced: Bool { notifiesRetract && whenFull == .retractOldest }
}
