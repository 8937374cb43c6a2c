public import XMPP

/// What the operator decides about a service, as opposed to what the owners of its nodes decide.
public struct ServiceSettings: Sendable, Hashable {
    /// Bare JIDs that own every node.
    public var admins: Set<JID>
    /// Who may create nodes (XEP-0060 §8.1.1).
    public var creators: Creators
    /// Publishing to a node that does not exist creates it, if the publisher may create nodes.
    public var createsOnPublish: Bool
    /// Subscribing to a node that does not exist creates it, if the subscriber may create nodes.
    public var createsOnSubscribe: Bool
    /// An event stream may be opened for a node that does not exist, and waits for it.
    public var awaitsNodes: Bool
    /// What a node is created with.
    public var defaultConfiguration: NodeConfiguration
    /// The size of a serialised payload, at most, in bytes: well below what a server lets through
    /// (Prosody ends the stream at a stanza of 512 KiB).
    public var maximumPayloadBytes: Int
    /// How many nodes a bare JID that is no admin may own.
    public var maximumNodesPerOwner: Int
    /// How many entities a node may have affiliations with.
    public var maximumAffiliationsPerNode: Int
    /// How many items one request may publish or take back.
    public var maximumItemsPerRequest: Int
    /// How many subscriptions a node takes.
    public var maximumSubscriptionsPerNode: Int
    /// How many subscriptions a bare JID may have at the service.
    public var maximumSubscriptionsPerEntity: Int

    /// Who may create nodes.
    public enum Creators: Sendable, Hashable {
        case admins
        /// Anybody of these domains.
        case users(domains: Set<String>)
        case anyone
    }

    /// Makes settings; by default only admins create nodes.
    public init(
        admins: Set<JID> = [], creators: Creators = .admins, createsOnPublish: Bool = false,
        createsOnSubscribe: Bool = false, awaitsNodes: Bool = false,
        defaultConfiguration: NodeConfiguration = NodeConfiguration(),
        maximumPayloadBytes: Int = 256 * 1024, maximumNodesPerOwner: Int = 1000,
        maximumAffiliationsPerNode: Int = 10_000, maximumItemsPerRequest: Int = 1000,
        maximumSubscriptionsPerNode: Int = 100_000, maximumSubscriptionsPerEntity: Int = 1000
    ) {
        self.admins = admins
        self.creators = creators
        self.createsOnPublish = createsOnPublish
        self.createsOnSubscribe = createsOnSubscribe
        self.awaitsNodes = awaitsNodes
        self.defaultConfiguration = defaultConfiguration
        self.maximumPayloadBytes = maximumPayloadBytes
        self.maximumNodesPerOwner = maximumNodesPerOwner
        self.maximumAffiliationsPerNode = maximumAffiliationsPerNode
        self.maximumItemsPerRequest = maximumItemsPerRequest
        self.maximumSubscriptionsPerNode = maximumSubscriptionsPerNode
        self.maximumSubscriptionsPerEntity = maximumSubscriptionsPerEntity
    }
}
