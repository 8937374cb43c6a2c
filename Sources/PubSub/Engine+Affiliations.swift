import XMPP

/// Affiliations, the own and the owner's view (XEP-0060 §5.7, §8.9).
extension Engine {
    /// §5.7: the requester's own, of one node or of all.
    func ownAffiliations(
        _ id: NodeID?, _ requester: Requester
    ) throws(PubSubError) -> Decision {
        guard let bare = requester.bare else { return Decision(reply: .ownAffiliations(id, [])) }
        let own = try involved(requester, id).compactMap { id, node in
            node.affiliations[bare].map { NodeAffiliation(node: id, jid: bare, affiliation: $0) }
        }
        return Decision(reply: .ownAffiliations(id, own))
    }

    /// §8.9.1
    func affiliations(of id: NodeID, _ requester: Requester) throws(PubSubError) -> Decision {
        let node = try existing(id)
        try require(.manageAffiliations, requester, node)
        let all = node.affiliations.sorted { $0.key < $1.key }
            .map { NodeAffiliation(node: id, jid: $0.key, affiliation: $0.value) }
        return Decision(reply: .affiliations(id, all))
    }

    /// §8.9.2: all of them or none. An outcast loses the subscriptions, too.
    func setAffiliations(
        _ changes: [AffiliationChange], of id: NodeID, _ requester: Requester
    ) throws(PubSubError) -> Decision {
        let node = try existing(id)
        try require(.manageAffiliations, requester, node)
        var after = node.affiliations
        var named: Set<JID> = []
        for change in changes {
            guard named.insert(change.jid.bare).inserted else {
                throw .malformed("\(change.jid.bare) stands in the request twice")
            }
            after[change.jid.bare] = change.affiliation
        }
        let hadOwner = node.affiliations.values.contains(.owner)
        guard !hadOwner || after.values.contains(.owner) else { throw .lastOwner(id) }
        return Decision(
            changes: changes.flatMap { change -> [Change] in
                let bare = change.jid.bare
                guard node.affiliations[bare] ?? .none != change.affiliation else { return [] }
                let ended =
                    change.affiliation == .outcast
                    ? node.subscriptions.keys.filter { $0.bare == bare }.sorted() : []
                return [.affiliationSet(id, bare, change.affiliation)]
                    + ended.map { .subscriptionSet(id, $0, nil) }
            })
    }
}
