import PubSub

extension Change {
    /// Whether it takes the right to read the node from those who read it.
    ///
    /// Readers are anonymous, so it is the node's access model alone that lets them in. When they have
    /// names, what is asked here depends on the name.
    var endsReading: Bool {
        switch self {
        case .nodeDeleted: true
        case .nodeCreated(_, let configuration), .nodeConfigured(_, let configuration, _):
            configuration.accessModel != .open
        case .nodePurged, .itemPublished, .itemRetracted, .affiliationSet,
            .subscriptionSet:
            false
        }
    }
}
