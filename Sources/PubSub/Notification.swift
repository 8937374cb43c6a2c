public import XMPP

/// An event for XMPP subscribers (XEP-0060 §7.1.2.1): one content, many recipients.
public struct Notification: Sendable, Hashable {
    public var service: String
    public var recipients: [JID]
    public var messageType: NodeConfiguration.NotificationType
    public var node: NodeID
    public var event: Event

    /// What happened, as it stands in `<event/>`.
    public enum Event: Sendable, Hashable {
        /// A new item (XEP-0060 §7.1.2.1); without payload where `deliver_payloads` is off.
        case item(ItemID, publisher: JID?, payload: XMLFragment?)
        /// Something was published to a node that neither keeps nor delivers it (XEP-0060 §4.3).
        case itemless
        /// The last item, on subscribing (XEP-0060 §6.1.7): fetched from the journal, sent with a
        /// delay stamp.
        case lastItem(ItemReference)
        case retract(ItemID)
        case purge
        case delete
        /// `nil` where payloads are not delivered (XEP-0060 §8.2.5.4).
        case configuration(DataForm?)
    }

    public init(
        service: String, recipients: [JID], messageType: NodeConfiguration.NotificationType,
        node: NodeID, event: Event
    ) {
        self.service = service
        self.recipients = recipients
        self.messageType = messageType
        self.node = node
        self.event = event
    }
}
