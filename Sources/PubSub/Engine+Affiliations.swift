import XMPP

/// Affiliations, the own and the owner's view (XEP-0060 §5.7, §8.9).
extension Engine {
    /// §5.7: the requester's own, of one node or of all.
    func ownAffiliations(
        _ id: NodeID?, _ page: PageRequest?, _ requester: Requester
    ) throws(PubSubError) -> Decision {
        guard let bare = requester.bare else {
            return Decision(reply: .ownAffiliations([], nil))
        }
        let own = try involved(requester, id).compactMap { id, node in
            node.affiliations[bare].map { NodeAffiliation(node: id, jid: bare, affiliation: $0) }
        }
        let listed = try ListPage(own, page, name: \.node.description) { [$0.node.description] }
        return Decision(reply: .ownAffiliations(listed.lines, listed.resultSet))
    }

    /// §8.9.1
    func affiliations(
        of id: NodeID, _ page: PageRequest?, _ requester: Requester
    ) throws(PubSubError) -> Decision {
        let node = try existing(id)
        try require(.manageAffiliations, requester, node)
        let all = node.affiliations.sorted { $0.key < $1.key }
            .map { NodeAffiliation(node: id, jid: $0.key, affiliation: $0.value) }
        let listed = try ListPage(all, page, name: \.jid.description) { [$0.jid.description] }
        return Decision(reply: .affiliations(id, listed.lines, listed.resultSet))
    }

    /// §8.9.2: all of them or none. The last owner stays (§8.9.2.4).
    func setAffiliations(
        _ changes: [AffiliationChange], of id: NodeID, _ requester: Requester, at occasion: Occasion
    ) throws(PubSubError) -> Decision {
        let node = try existing(id)
        try require(.manageAffiliations, requester, node)
        var after = node
        var named: Set<JID> = []
        for change in changes {
            let bare = change.jid.bare
            guard named.insert(bare).inserted else {
                throw .malformed("\(bare) stands in the request twice")
            }
            after.affiliations[bare] = change.affiliation == .none ? nil : change.affiliation
        }
        guard after.affiliations.count <= settings.maximumAffiliationsPerNode else {
            throw .tooManyAffiliations(limit: settings.maximumAffiliationsPerNode)
        }
        guard after.owners.isEmpty, !node.owners.isEmpty else {
            return settling(
                changes.compactMap { change in
                    let bare = change.jid.bare
                    guard after.affiliations[bare] != node.affiliations[bare] else { return nil }
                    return .affiliationSet(id, bare, change.affiliation)
                },
                on: id, before: node, after: after, bares: named, at: occasion)
        }
        throw .affiliationsRefused(
            id,
            node.owners.filter(named.contains)
                .map { NodeAffiliation(node: id, jid: $0, affiliation: .owner) })
    }
}
