public import XMPP

/// What disco#info says of the service, of a node or of the ad-hoc command (XEP-0030 §3).
public struct DiscoInformation: Sendable, Hashable {
    /// What it is about; `nil` for the service itself.
    public var node: NodeID?
    /// Of the one identity: `pubsub`, or `automation` for the command.
    public var identityCategory: String
    /// The type of the identity: `service`, `leaf` or `command-node`.
    public var identityType: String
    /// What people call it.
    public var name: String?
    /// The namespaces that it understands.
    public var features: [String]
    /// The `#meta-data` form of a node (XEP-0060 §5.4).
    public var metadata: DataForm?

    /// Makes the information.
    public init(
        node: NodeID?, identityCategory: String = "pubsub", identityType: String, name: String?,
        features: [String], metadata: DataForm?
    ) {
        self.node = node
        self.identityCategory = identityCategory
        self.identityType = identityType
        self.name = name
        self.features = features
        self.metadata = metadata
    }
}

/// A line of disco#items: a node of the service, or an item of a node (XEP-0060 §5.2, §5.5).
public struct DiscoItem: Sendable, Hashable {
    /// The node; `nil` for an item.
    public var node: NodeID?
    /// What people call the node, or the ItemID.
    public var name: String?

    /// Makes a line.
    public init(node: NodeID?, name: String?) {
        self.node = node
        self.name = name
    }
}
