public import XMPP

/// An event for XMPP subscribers (XEP-0060 §7.1.2.1): one content, many recipients.
public struct Notification: Sendable, Hashable {
    /// The domain that sends it.
    public var service: String
    /// Tells it from every other notification of the service.
    public var id: String
    /// Whom it goes to: exactly these addresses (XEP-0060 §13.3).
    public var recipients: [JID]
    /// The type of the messages.
    public var messageType: NodeConfiguration.NotificationType
    /// The node that it is about.
    public var node: NodeID
    /// What happened.
    public var event: Event
    /// Items that went because of it: told in a message of their own, after the event (XEP-0060
    /// §7.1.2.5).
    public var retracted: [ItemID]

    /// What happened, as it stands in `<event/>`.
    public enum Event: Sendable, Hashable {
        /// A new item (XEP-0060 §7.1.2.1); without payload where `deliver_payloads` is off.
        case item(ItemID, publisher: JID?, payload: XMLFragment?)
        /// Something was published to a node that neither keeps nor delivers it (XEP-0060 §4.3).
        case itemless
        /// The last item, on subscribing (XEP-0060 §6.1.7): fetched from the journal, sent with a
        /// delay stamp, without payload where `deliver_payloads` is off.
        case lastItem(ItemReference, withPayload: Bool)
        case retract([ItemID])
        case purge
        /// With what takes the node's place (XEP-0060 §8.4.2).
        case delete(redirect: Redirect?)
        /// `nil` where payloads are not delivered (XEP-0060 §8.2.5.3).
        case configuration(DataForm?)
        /// A subscription is now as said; `nil` for none (XEP-0060 §13.14).
        case subscription(JID, Subscription.State?)
        /// An owner is asked to approve a subscription: no `<event/>` but a form (XEP-0060 §8.6).
        case authorizationRequest(JID)
    }

    /// Makes a notification.
    public init(
        service: String, id: String, recipients: [JID],
        messageType: NodeConfiguration.NotificationType, node: NodeID, event: Event,
        retracted: [ItemID] = []
    ) {
        self.service = service
        self.id = id
        self.recipients = recipients
        self.messageType = messageType
        self.node = node
        self.event = event
        self.retracted = retracted
    }

    /// The item from the past that it takes to say it.
    public var lastItem: ItemReference? {
        if case .lastItem(let reference, _) = event { reference } else { nil }
    }
}
