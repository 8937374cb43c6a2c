import XMPP

/// The publisher's use cases (XEP-0060 §7).
extension Engine {
    /// §7.1: publishes items, after making the node where the settings allow it.
    func publish(
        _ drafts: [ItemDraft], to id: NodeID, options: DataForm?, _ requester: Requester,
        at occasion: Occasion
    ) throws(PubSubError) -> Decision {
        var changes: [Change] = []
        let node: Node
        if let existing = nodes[id] {
            node = existing
            try requirePublishing(requester, to: id, node)
            try node.configuration.requirePreconditions(options)
        } else {
            let creator = try creator(of: id, publishing: requester)
            try requireName(id)
            try requireRoomForNode(of: creator)
            let configuration = try settings.defaultConfiguration.takingPublishOptions(options)
            changes = creation(of: id, configuration, by: creator)
            node = Node(configuration: configuration, created: Timestamp(milliseconds: 0))
        }
        let items = try items(from: drafts, for: node, publisher: requester, at: occasion)
        changes += try publications(of: items, on: node).map { .itemPublished(id, $0) }
        // What is told without an item has no ItemID that anybody could ask for.
        let ids = drafts.isEmpty ? [] : items.map(\.id)
        return Decision(changes: changes, reply: .published(id, ids))
    }

    /// Who makes the node that is published to and is not there. A node that only a token's grant makes
    /// is the operator's: leave to publish is not leave to own.
    private func creator(
        of id: NodeID, publishing requester: Requester
    ) throws(PubSubError) -> Requester {
        guard settings.createsOnPublish else { throw .nodeNotFound(id) }
        if mayCreate(requester) { return requester }
        guard requester.grants.allowPublishing(to: id) else { throw .nodeNotFound(id) }
        return .operator
    }

    /// The drafts as items, checked against the node's event type (§4.3, §7.1.3).
    private func items(
        from drafts: [ItemDraft], for node: Node, publisher: Requester, at occasion: Occasion
    ) throws(PubSubError) -> [Item] {
        let configuration = node.configuration
        if !configuration.persistsItems, !configuration.deliversPayloads {
            guard drafts.isEmpty else { throw .itemForbidden }
            return [Item(id: ItemID(occasion.identifier), publisher: publisher.bare)]
        }
        guard !drafts.isEmpty else { throw .itemRequired }
        guard drafts.count <= settings.maximumItemsPerRequest else {
            throw .tooManyItems(limit: settings.maximumItemsPerRequest)
        }
        var items: [Item] = []
        for draft in drafts {
            let given = draft.id.flatMap { $0.description.isEmpty ? nil : $0 }
            if let given { try requireBrief(given) }
            let made: ItemID =
                items.isEmpty
                ? ItemID(occasion.identifier) : "\(occasion.identifier)-\(items.count + 1)"
            items.append(
                Item(
                    id: given ?? made, publisher: publisher.bare,
                    payload: try payload(of: draft, configuration)))
        }
        return items
    }

    private func payload(
        of draft: ItemDraft, _ configuration: NodeConfiguration
    ) throws(PubSubError) -> XMLFragment? {
        guard draft.payloads.count <= 1 else {
            throw .invalidPayload("an item has one payload element, not \(draft.payloads.count)")
        }
        guard let payload = draft.payloads.first else {
            if configuration.deliversPayloads { throw .payloadRequired }
            return nil
        }
        let limit = min(settings.maximumPayloadBytes, configuration.maximumPayloadBytes)
        guard payload.xml.utf8.count <= limit else { throw .payloadTooBig(limitInBytes: limit) }
        let type = configuration.payloadType
        guard type.isEmpty || type.isExactly(payload.namespace) else {
            throw .invalidPayload("this node takes payloads of namespace '\(type)'")
        }
        return payload
    }

    /// What publishing does to the node: the oldest items go where there are too many (§7.1.2.5).
    ///
    /// - Throws: `nodeFull` where the node rejects what would push items out.
    private func publications(of items: [Item], on node: Node) throws(PubSubError) -> [Publication]
    {
        let configuration = node.configuration
        guard configuration.persistsItems else {
            return items.map {
                Publication(item: $0, isKept: false, showsPublisher: configuration.showsPublisher)
            }
        }
        var order = ItemOrderAfterPublishing(node.items)
        return try items.map { item throws(PubSubError) in
            let displaced = order.publish(item.id, maximumCount: configuration.maximumItems)
            guard displaced.isEmpty || configuration.whenFull != .reject else {
                throw .nodeFull(limit: configuration.maximumItems)
            }
            return Publication(
                item: item, showsPublisher: configuration.showsPublisher, displaced: displaced)
        }
    }

    /// §7.2: an owner takes back any item, a publisher the own ones.
    func retract(
        _ ids: [ItemID], from id: NodeID, notify: RetractNotify, _ requester: Requester
    ) throws(PubSubError) -> Decision {
        let node = try existing(id)
        let ownsAll = may(.retract, requester, node)
        if !ownsAll { try requirePublishing(requester, to: id, node) }
        guard node.configuration.persistsItems else { throw .itemsNotPersistent(id) }
        guard !ids.isEmpty else { throw .itemRequired }
        guard ids.count <= settings.maximumItemsPerRequest else {
            throw .tooManyItems(limit: settings.maximumItemsPerRequest)
        }
        let mayRead = standing(of: requester, to: id, node).mayRead
        for item in ids {
            guard let reference = node.items[item] else {
                // Which items there are is nothing for who may only publish.
                throw ownsAll || mayRead ? .itemNotFound(item) : .forbidden(.retract)
            }
            // Without a name, nobody can say that an item is theirs.
            let isOwn = requester.bare != nil && reference.publisher == requester.bare
            guard ownsAll || isOwn else { throw .forbidden(.retract) }
        }
        var seen: Set<ItemID> = []
        let distinct = ids.filter { seen.insert($0).inserted }
        return Decision(changes: distinct.map { .itemRetracted(id, $0, notify: notify) })
    }
}
