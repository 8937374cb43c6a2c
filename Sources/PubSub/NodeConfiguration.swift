public import XMPP

/// The configuration of a node: the fields of `#node_config` that have an effect here
/// (XEP-0060 §16.4.3). How they stand in a form is `NodeConfiguration+Form.swift`.
public struct NodeConfiguration: Sendable, Hashable {
    /// `pubsub#title`: what people call the node.
    public var title = ""
    /// `pubsub#description`
    public var summary = ""
    /// `pubsub#language`: of what it tells, as in `xml:lang`.
    public var language = ""
    /// `pubsub#contact`: whom to ask about it.
    public var contacts: [JID] = []
    /// `pubsub#type`: the namespace of its payloads.
    public var payloadType = ""
    /// `pubsub#access_model`: who may subscribe and read (XEP-0060 §4.5).
    public var accessModel = AccessModel.open
    /// `pubsub#publish_model`: who may publish.
    public var publishModel = PublishModel.publishers
    /// `pubsub#persist_items`: items are kept.
    public var persistsItems = true
    /// `pubsub#max_items`: how many are kept, at most.
    public var maximumItems = NodeConfiguration.greatestMaximumItems
    /// `pubsub#publish_node_full`: what happens when one more is published.
    public var whenFull = WhenFull.retractOldest
    /// `pubsub#item_expire`: after how many seconds an item goes; `neverExpires` for none.
    public var itemLifetimeSeconds = NodeConfiguration.neverExpires
    /// `pubsub#max_payload_size`: of a serialised payload; the service's own limit counts as well.
    public var maximumPayloadBytes = 256 * 1024
    /// `pubsub#subscribe`: subscriptions are taken.
    public var allowsSubscriptions = true
    /// `pubsub#deliver_payloads`: notifications carry the payload.
    public var deliversPayloads = true
    /// `pubsub#deliver_notifications`: XMPP subscribers are told at all.
    public var deliversNotifications = true
    /// `pubsub#notify_retract`
    public var notifiesRetract = true
    /// `pubsub#notify_delete`
    public var notifiesDelete = true
    /// `pubsub#notify_config`
    public var notifiesConfiguration = false
    /// `pubsub#notify_sub`: owners are told of new and ended subscriptions.
    public var notifiesSubscriptions = false
    /// `pubsub#notification_type`: the type of the messages.
    public var notificationType = NotificationType.headline
    /// `pubsub#send_last_published_item`
    public var sendsLastItem = SendLastItem.onSubscribe
    /// `pubsub#itemreply`: publisher, if whoever reads an item is shown who published it.
    public var itemReply = ItemReply.none

    /// What `max` means, and the greatest number that is taken.
    public static let greatestMaximumItems = 10_000

    /// The lifetime of items that stay.
    public static let neverExpires = Int(Int32.max)

    /// Makes the default of defaults.
    public init() {}

    /// Who may subscribe and read. `presence` and `roster` need a server's rosters, which a
    /// component does not see.
    public enum AccessModel: String, Sendable, Hashable, CaseIterable {
        case open
        /// An owner approves each subscription, and only subscribers read.
        case authorize
        case whitelist
    }

    /// Who may publish, besides owners and publishers (XEP-0060 §16.4.3).
    public enum PublishModel: String, Sendable, Hashable, CaseIterable {
        case publishers
        case subscribers
        case open
    }

    /// What becomes of the oldest item when there is no room for one more (XEP-0060 §7.1.2.5).
    public enum WhenFull: String, Sendable, Hashable, CaseIterable {
        /// It goes, and subscribers are told where `pubsub#notify_retract` says so.
        case retractOldest = "retract-oldest"
        /// It goes in silence.
        case discardOldest = "discard-oldest"
        /// It stays: the new one is refused.
        case reject
    }

    /// The type of notification messages: headlines are not kept for those who are offline
    /// (XEP-0060 §13.7).
    public enum NotificationType: String, Sendable, Hashable, CaseIterable {
        case headline
        case normal
    }

    /// When the last item is sent; without presence the last two mean the same (XEP-0060 §6.1.7).
    public enum SendLastItem: String, Sendable, Hashable, CaseIterable {
        case never
        case onSubscribe = "on_sub"
        case onSubscribeAndPresence = "on_sub_and_presence"
    }

    /// Who an item's `publisher` attribute names (XEP-0060 §16.4.3).
    public enum ItemReply: String, Sendable, Hashable, CaseIterable {
        case publisher
        case none
    }
}
