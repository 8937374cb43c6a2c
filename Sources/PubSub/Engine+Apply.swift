import XMPP

/// The state, as facts make it.
extension Engine {
    /// Puts a fact into the state. Facts about nodes that are not there change nothing.
    public mutating func apply(_ entry: Entry) {
        switch entry.change {
        case .nodeCreated(let id, let configuration):
            nodes[id] = Node(configuration: configuration, created: entry.time)
            note(configuration, of: id)
        case .nodeConfigured(let id, let configuration, let displaced):
            guard let before = nodes[id]?.configuration else { return }
            nodes[id]?.configuration = configuration
            if configuration.accessModel != before.accessModel {
                nodes[id]?.accessChanged = entry.position
            }
            for item in displaced { nodes[id]?.items.remove(item) }
            note(configuration, of: id)
        case .nodeDeleted(let id, _):
            guard let node = nodes.removeValue(forKey: id) else { return }
            expiring.remove(id)
            index.remove(id)
            for bare in node.affiliations.keys { forget(id, of: bare) }
            for (jid, _) in node.subscriptions.all { forget(id, of: jid.bare) }
        case .nodePurged(let id):
            nodes[id]?.items.removeAll()
        case .itemPublished(let id, let publication):
            guard publication.isKept else { return }
            for item in publication.displaced { nodes[id]?.items.remove(item) }
            nodes[id]?.items.append(
                ItemReference(
                    id: publication.item.id, position: entry.position,
                    publisher: publication.item.publisher?.bare, time: entry.time,
                    created: publication.created))
        case .itemRetracted(let id, let item, _):
            nodes[id]?.items.remove(item)
        case .affiliationSet(let id, let jid, let affiliation):
            nodes[id]?.affiliations[jid.bare] = affiliation == .none ? nil : affiliation
            updateInvolvement(of: jid.bare, with: id)
        case .subscriptionSet(let id, let jid, let subscription):
            nodes[id]?.subscriptions.set(subscription, of: jid)
            updateInvolvement(of: jid.bare, with: id)
        }
    }

    private mutating func updateInvolvement(of bare: JID, with id: NodeID) {
        guard let node = nodes[id] else { return }
        if node.affiliations[bare] != nil || !node.subscriptions.addresses(of: bare).isEmpty {
            involvements[bare, default: []].insert(id)
        } else {
            forget(id, of: bare)
        }
    }

    private mutating func forget(_ id: NodeID, of bare: JID) {
        involvements[bare]?.remove(id)
        if involvements[bare]?.isEmpty == true { involvements[bare] = nil }
    }

    private mutating func note(_ configuration: NodeConfiguration, of id: NodeID) {
        index.set(id, isClosed: configuration.accessModel == .whitelist)
        if configuration.itemLifetimeSeconds == NodeConfiguration.neverExpires {
            expiring.remove(id)
        } else {
            expiring.insert(id)
        }
    }
}
