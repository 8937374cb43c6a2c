import PubSub

/// Why a change ends a stream.
enum Ending: Equatable {
    /// There is no such node any more, as its readers are told by the change.
    case deleted
    /// The reader may not read the node. Of that it is told nothing else.
    case revoked(NodeID)

    init(_ change: Change) {
        if case .nodeDeleted = change { self = .deleted } else { self = .revoked(change.node) }
    }
}

extension FrameEncoder {
    /// What a stream says last, and the end of its body.
    func farewell(_ ending: Ending) -> [UInt8] {
        switch ending {
        case .deleted: end
        case .revoked(let node): stream(.revoked(node), at: nil) + end
        }
    }
}

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
