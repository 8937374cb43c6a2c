/// What an affiliation entitles to.
public enum Privilege: String, Sendable, Hashable, CaseIterable {
    /// Create nodes: decided by the service's settings, not by an affiliation.
    case create
    case subscribe
    case retrieve
    case publish
    /// Take back items that somebody else published.
    case retract
    case purge
    case configure
    case delete
    case manageSubscriptions
    case manageAffiliations
}

extension Affiliation {
    /// The privileges that the affiliation itself gives, whatever the node's models say
    /// (the table of XEP-0060 §4.1).
    public var privileges: Set<Privilege> {
        switch self {
        case .owner: Self.ownersPrivileges
        case .publisher: [.subscribe, .retrieve, .publish]
        case .publishOnly: [.publish]
        case .member: [.subscribe, .retrieve]
        case .none, .outcast: []
        }
    }

    /// Made once: every publication by an owner asks for them.
    private static let ownersPrivileges = Set(Privilege.allCases).subtracting([.create])
}
