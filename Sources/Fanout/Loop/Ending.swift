import PubSub

extension Change {
    /// Whether it takes the right to read the node from those who have no right of their own: it is the
    /// node's access model alone that lets them in.
    var closesNode: Bool {
        switch self {
        case .nodeDeleted: true
        case .nodeCreated(_, let configuration), .nodeConfigured(_, let configuration, _):
            configuration.accessModel != .open
        case .nodePurged, .itemPublished, .itemRetracted, .affiliationSet, .subscriptionSet: false
        }
    }

    /// Whether the standing of some reader depends on it.
    var concernsRights: Bool {
        switch self {
        case .nodeCreated, .nodeDeleted, .nodeConfigured, .affiliationSet, .subscriptionSet: true
        case .nodePurged, .itemPublished, .itemRetracted: false
        }
    }
}
