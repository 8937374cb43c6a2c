/// The configuration of a node: the fields of `#node_config` that have an effect here
/// (XEP-0060 §16.4.3). How they stand in a form is `NodeConfiguration+Form.swift`.
public struct NodeConfiguration: Sendable, Hashable {
    /// `pubsub#title`: what people call the node.
    public var title = ""
    /// `pubsub#description`
    public var summary = ""
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
    /// `pubsub#notification_type`: the type of the messages.
    public var notificationType = NotificationType.headline
    /// `pubsub#send_last_published_item`
    public var sendsLastItem = SendLastItem.onSubscribe
    /// `pubsub#itemreply`: publisher, if whoever reads an item is shown who published it.
    public var itemReply = ItemReply.none

    /// What `max` means, and the greatest number that is taken.
    public static let greatestMaximumItems = 10_000

    public init() {}

    /// Who may subscribe and read. `presence` and `roster` need a server's rosters, which a
    /// component does not see.
    public enum AccessModel: String, Sendable, Hashable, CaseIterable {
        case open
        case whitelist
    }

    public enum PublishModel: String, Sendable, Hashable, CaseIterable {
        case publishers
        case subscribers
        case open
    }

    public enum NotificationType: String, Sendable, Hashable, CaseIterable {
        case headline
        case normal
    }

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
