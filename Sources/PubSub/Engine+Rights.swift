import XMPP

/// Who may do what (XEP-0060 §4.1, §4.5).
extension Engine {
    /// The node, or the refusal that there is none.
    func existing(_ id: NodeID) throws(PubSubError) -> Node {
        guard let node = nodes[id] else { throw .nodeNotFound(id) }
        return node
    }

    /// How the requester stands to a node: what reading it depends on.
    func standing(of requester: Requester, to id: NodeID, _ node: Node) -> Standing {
        let bare = requester.bare
        return Standing(
            node: id, jid: bare, ownsAll: ownsAll(requester),
            isGranted: requester.grants.allowReading(id),
            accessModel: node.configuration.accessModel,
            affiliation: bare.flatMap { node.affiliations[$0] } ?? .none,
            subscribed: Set(bare.map { node.subscriptions.subscribedAddresses(of: $0) } ?? []))
    }

    /// How the requester stands to a node that is not there: whoever awaits one may read nothing
    /// yet.
    func standing(of requester: Requester, toMissing id: NodeID) -> Standing {
        Standing(
            node: id, jid: requester.bare, ownsAll: ownsAll(requester),
            isGranted: requester.grants.allowReading(id), accessModel: .open, affiliation: .none,
            subscribed: [], isThere: false)
    }

    /// The operator and the service's admins own every node.
    func ownsAll(_ requester: Requester) -> Bool {
        switch requester {
        case .operator: true
        case .anonymous: false
        case .entity, .granted: requester.bare.map { settings.admins.contains($0) } ?? false
        }
    }

    /// The affiliation that counts.
    func affiliation(of requester: Requester, with node: Node) -> Affiliation {
        if ownsAll(requester) { return .owner }
        return requester.bare.flatMap { node.affiliations[$0] } ?? .none
    }

    /// Whether the affiliation or the publish model gives the privilege. Reading is `Standing`'s.
    func may(_ privilege: Privilege, _ requester: Requester, _ node: Node) -> Bool {
        let affiliation = affiliation(of: requester, with: node)
        if affiliation.privileges.contains(privilege) { return true }
        guard privilege == .publish, affiliation != .outcast, let bare = requester.bare else {
            return false
        }
        return switch node.configuration.publishModel {
        case .publishers: false
        case .subscribers: !node.subscriptions.subscribedAddresses(of: bare).isEmpty
        case .open: true
        }
    }

    /// - Throws: `forbidden` where the privilege is missing.
    func require(
        _ privilege: Privilege, _ requester: Requester, _ node: Node
    ) throws(PubSubError) {
        guard may(privilege, requester, node) else { throw .forbidden(privilege) }
    }

    /// - Throws: `forbidden` where neither a token, an affiliation nor the publish model gives the
    ///   right to publish.
    func requirePublishing(
        _ requester: Requester, to id: NodeID, _ node: Node
    ) throws(PubSubError) {
        let isGranted = requester.grants.allowPublishing(to: id)
        if isGranted, affiliation(of: requester, with: node) != .outcast { return }
        try require(.publish, requester, node)
    }

    /// Checks the right to read the node, on every way to an item.
    ///
    /// - Throws: what `Standing.refusal` says.
    func requireReading(
        _ requester: Requester, of id: NodeID, _ node: Node
    ) throws(PubSubError) {
        if let refusal = standing(of: requester, to: id, node).refusal { throw refusal }
    }

    /// Whether the settings let the requester create nodes (XEP-0060 §8.1.1).
    func mayCreate(_ requester: Requester) -> Bool {
        if ownsAll(requester) { return true }
        guard let jid = requester.bare else { return false }
        return switch settings.creators {
        case .admins: false
        case .users(let domains): domains.contains { $0.isExactly(jid.domain) }
        case .anyone: true
        }
    }

    /// The bytes that the name of a node or an item may have: as a part of a JID.
    static let maximumNameBytes = 1023

    /// - Throws: `nameTooLong`, for names stand in every answer.
    func requireBrief(_ name: some ExactText) throws(PubSubError) {
        guard name.description.utf8.count <= Self.maximumNameBytes else {
            throw .nameTooLong(limitInBytes: Self.maximumNameBytes)
        }
    }

    /// - Throws: `nameTooLong`; `nodeReserved` for what discovery would take for a command (XEP-0050
    ///   §2.2).
    func requireName(_ id: NodeID) throws(PubSubError) {
        try requireBrief(id)
        let reserved = [Namespaces.commands] + Self.commands.map(\.key)
        guard !reserved.contains(where: { NodeID($0) == id }) else { throw .nodeReserved(id) }
    }

    /// - Throws: `tooManyNodes` where the requester owns as many as the settings allow.
    func requireRoomForNode(of requester: Requester) throws(PubSubError) {
        guard !ownsAll(requester), let bare = requester.bare else { return }
        let owned = (involvements[bare] ?? []).count { nodes[$0]?.affiliations[bare] == .owner }
        guard owned < settings.maximumNodesPerOwner else {
            throw .tooManyNodes(limit: settings.maximumNodesPerOwner)
        }
    }
}

extension Requester {
    /// The bare JID that rights and the publisher attribute go by (XEP-0060 §7.1.2.3).
    var bare: JID? {
        switch self {
        case .entity(let jid): jid.bare
        case .granted(_, let jid): jid?.bare
        case .operator, .anonymous: nil
        }
    }

    /// What its token grants.
    var grants: Grants {
        if case .granted(let grants, _) = self { grants } else { Grants() }
    }
}
