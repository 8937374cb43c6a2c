import XMPP

/// Collects the notifications of one decision that follow from no entry, and numbers them.
struct Notices {
    private(set) var all: [Notification] = []
    private let service: String
    private let node: NodeID
    private let occasion: Occasion

    init(service: String, node: NodeID, at occasion: Occasion) {
        self.service = service
        self.node = node
        self.occasion = occasion
    }

    /// - Parameter type: what is sent to people must survive until they are online again.
    mutating func add(
        _ event: Notification.Event, to recipients: [JID],
        type: NodeConfiguration.NotificationType = .normal
    ) {
        guard !recipients.isEmpty else { return }
        let id = all.isEmpty ? occasion.identifier : "\(occasion.identifier)-\(all.count)"
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
            let last = node.items(at: occasion.time).newest(1).first
        else { return }
        add(
            .lastItem(last, withPayload: configuration.deliversPayloads), to: [jid],
            type: configuration.notificationType)
    }
}
