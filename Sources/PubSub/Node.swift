public import XMPP

/// A node and all that belongs to it (XEP-0060 §4.6.1).
public struct Node: Sendable, Hashable {
    /// What its owners decided.
    public internal(set) var configuration: NodeConfiguration
    /// When it was created.
    public internal(set) var created: Timestamp
    /// Where its access model last became another one; `nil` while it has the one that it began with.
    public internal(set) var accessChanged: Position?
    /// By bare JID; `none` is not stored.
    public internal(set) var affiliations: [JID: Affiliation] = [:]
    /// Who wants to be told.
    public internal(set) var subscriptions = Subscriptions()
    /// What it keeps.
    public internal(set) var items = ItemList()

    init(configuration: NodeConfiguration, created: Timestamp) {
        self.configuration = configuration
        self.created = created
    }

    /// The bare JIDs that own it; the service's admins are not among them.
    public var owners: [JID] {
        affiliations.filter { $0.value == .owner }.keys.sorted()
    }
}
