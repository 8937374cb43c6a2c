import XMPP

/// What a change of rights means for the subscriptions that are there.
///
/// A subscription ends with the right to read the node (so that a subscriber is always somebody who may
/// read), and a request for approval is granted when none is needed any more (XEP-0060 §8.7.4). The
/// subscriber is told either way (§13.14).
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
        identifier: String
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
        var notices = Notices(service: service, node: id, identifier: identifier)
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
}

/// Collects the notifications of one decision that follow from no entry, and numbers them.
struct Notices {
    private(set) var all: [Notification] = []
    private let service: String
    private let node: NodeID
    private let identifier: String

    init(service: String, node: NodeID, identifier: String) {
        self.service = service
        self.node = node
        self.identifier = identifier
    }

    /// - Parameter type: what is sent to people must survive until they are online again.
    mutating func add(
        _ event: Notification.Event, to recipients: [JID],
        type: NodeConfiguration.NotificationType = .normal
    ) {
        guard !recipients.isEmpty else { return }
        let id = all.isEmpty ? identifier : "\(identifier)-\(all.count)"
        all.append(
            Notification(
                service: service, id: id, recipients: recipients, messageType: type, node: node,
                event: event))
    }

    /// Tells somebody that the subscription is approved, and what was published last.
    mutating func approve(_ jid: JID, on node: Node) {
        add(.subscription(jid, .subscribed), to: [jid])
        if node.subscriptions[jid]?.isDelivering ?? true { addLastItem(of: node, to: jid) }
    }

    /// §6.1.7: the newest item, where the node's configuration sends it on subscribing.
    mutating func addLastItem(of node: Node, to jid: JID) {
        let configuration = node.configuration
        guard configuration.sendsLastItem != .never, configuration.deliversNotifications,
            let last = node.items.newest(1).first
        else { return }
        add(
            .lastItem(last, withPayload: configuration.deliversPayloads), to: [jid],
            type: configuration.notificationType)
    }
}
