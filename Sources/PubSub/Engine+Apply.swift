import XMPP

/// The state, as facts make it.
extension Engine {
    /// The entry that a fact is to become, with what only its place tells. To be asked before the
    /// entry is applied, and after all those before it were.
    public func entry(of change: Change, at position: Position, time: Timestamp) -> Entry {
        var entry = Entry(position: position, time: time, service: service, change: change)
        if case .itemPublished(let id, var publication) = change, publication.isKept {
            publication.created = nodes[id]?.items(at: time)[publication.item.id]?.created
            entry.change = .itemPublished(id, publication)
        }
        return entry
    }

    /// Puts a fact into the state. Facts about nodes that are not there change nothing.
    ///
    /// - Returns: what takes it out again, should it not become durable.
    @discardableResult
    public mutating func apply(_ entry: Entry) -> Reversal {
        Reversal(node: entry.change.node, effect: effect(of: entry))
    }

    private mutating func effect(of entry: Entry) -> Reversal.Effect {
        switch entry.change {
        case .nodeCreated(let id, let configuration):
            let before = remove(id)
            insert(Node(configuration: configuration, created: entry.time), as: id)
            return .node(before)
        case .nodeConfigured(let id, let configuration, let displaced):
            guard let before = nodes[id]?.configuration else { return .none }
            let accessChanged = nodes[id]?.accessChanged
            nodes[id]?.configuration = configuration
            if configuration.accessModel != before.accessModel {
                nodes[id]?.accessChanged = entry.position
            }
            note(configuration, of: id)
            return .configuration(
                before, accessChanged: accessChanged, displaced: remove(displaced, from: id))
        case .nodeDeleted(let id, _):
            return remove(id).map { .node($0) } ?? .none
        case .nodePurged(let id):
            guard let before = nodes[id]?.items else { return .none }
            nodes[id]?.items.removeAll()
            return .items(before)
        case .itemPublished(let id, let publication):
            // By its place a node is changed where it is; by its name it would be moved out and back.
            guard publication.isKept, let place = nodes.index(forKey: id) else { return .none }
            var removed: [ItemList.Removed] = []
            for item in publication.displaced {
                if let old = nodes.values[place].items.remove(item) { removed.append(old) }
            }
            let replaced = nodes.values[place].items.append(
                ItemReference(
                    id: publication.item.id, position: entry.position,
                    publisher: publication.item.publisher?.bare, time: entry.time,
                    created: publication.created))
            if let replaced { removed.append(replaced) }
            return .publication(of: publication.item.id, removed: removed)
        case .itemRetracted(let id, let item, _):
            return .removal(remove([item], from: id))
        case .affiliationSet(let id, let jid, let affiliation):
            let before = nodes[id]?.affiliations[jid.bare]
            set(affiliation == .none ? nil : affiliation, of: jid.bare, with: id)
            return .affiliation(jid.bare, before)
        case .subscriptionSet(let id, let jid, let subscription):
            let before = nodes[id]?.subscriptions[jid]
            set(subscription, of: jid, with: id)
            return .subscription(jid, before)
        }
    }
}

/// What facts do, and their reversals undo.
extension Engine {
    /// Gives what was there, with its places.
    private mutating func remove(_ items: [ItemID], from id: NodeID) -> [ItemList.Removed] {
        var removed: [ItemList.Removed] = []
        for item in items {
            if let place = nodes[id]?.items.remove(item) { removed.append(place) }
        }
        return removed
    }

    mutating func set(_ affiliation: Affiliation?, of bare: JID, with id: NodeID) {
        nodes[id]?.affiliations[bare] = affiliation
        updateInvolvement(of: bare, with: id)
    }

    mutating func set(_ subscription: Subscription?, of jid: JID, with id: NodeID) {
        nodes[id]?.subscriptions.set(subscription, of: jid)
        updateInvolvement(of: jid.bare, with: id)
    }

    /// Adds a node with all that belongs to it.
    mutating func insert(_ node: Node, as id: NodeID) {
        nodes[id] = node
        note(node.configuration, of: id)
        for bare in node.affiliations.keys { involvements[bare, default: []].insert(id) }
        for (jid, _) in node.subscriptions.all { involvements[jid.bare, default: []].insert(id) }
    }

    /// Takes a node away, if it is there, with all that belongs to it.
    mutating func remove(_ id: NodeID) -> Node? {
        guard let node = nodes.removeValue(forKey: id) else { return nil }
        expiring.remove(id)
        index.remove(id)
        for bare in node.affiliations.keys { forget(id, of: bare) }
        for (jid, _) in node.subscriptions.all { forget(id, of: jid.bare) }
        return node
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

    mutating func note(_ configuration: NodeConfiguration, of id: NodeID) {
        index.set(id, isClosed: configuration.accessModel == .whitelist)
        if configuration.itemLifetimeSeconds == NodeConfiguration.neverExpires {
            expiring.remove(id)
        } else {
            expiring.insert(id)
        }
    }
}
