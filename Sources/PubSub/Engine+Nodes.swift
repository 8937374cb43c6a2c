import XMPP

/// The owner's use cases about the node itself (XEP-0060 §8.1 to §8.5).
extension Engine {
    /// §8.1: makes a node, named by the requester or, for an instant node, by the service.
    func create(
        _ requested: NodeID?, _ form: DataForm?, _ requester: Requester, at occasion: Occasion
    ) throws(PubSubError) -> Decision {
        guard mayCreate(requester) else { throw .forbidden(.create) }
        let id = requested ?? NodeID(occasion.identifier)
        guard nodes[id] == nil else { throw .nodeExists(id) }
        try requireName(id)
        try requireRoomForNode(of: requester)
        let configuration = try settings.defaultConfiguration.submitting(form)
        return Decision(
            changes: creation(of: id, configuration, by: requester),
            reply: .created(id, isInstant: requested == nil))
    }

    /// The facts that make a node. The operator has no JID to own it by, and needs none.
    func creation(
        of id: NodeID, _ configuration: NodeConfiguration, by requester: Requester
    ) -> [Change] {
        var changes = [Change.nodeCreated(id, configuration)]
        if let bare = requester.bare { changes.append(.affiliationSet(id, bare, .owner)) }
        return changes
    }

    /// §8.2.1
    func configuration(of id: NodeID, _ requester: Requester) throws(PubSubError) -> Decision {
        let node = try existing(id)
        try require(.configure, requester, node)
        return Decision(reply: .configuration(id, node.configuration.form))
    }

    /// §8.2.4: a cancelled form leaves the node as it is, an incomplete one changes what it names.
    func configure(
        _ id: NodeID, _ form: DataForm, _ requester: Requester, at occasion: Occasion
    ) throws(PubSubError) -> Decision {
        let node = try existing(id)
        try require(.configure, requester, node)
        let configuration = try node.configuration.submitting(form)
        guard configuration != node.configuration else { return Decision() }
        let kept = configuration.persistsItems ? configuration.maximumItems : 0
        let displaced = node.items.oldest(node.items.count - kept, except: [])
        var after = node
        after.configuration = configuration
        // What goes now is nobody's last item.
        for item in displaced { after.items.remove(item) }
        return settling(
            [.nodeConfigured(id, configuration, displaced: displaced)], on: id, before: node,
            after: after,
            bares: configuration.accessModel == node.configuration.accessModel ? [] : nil,
            at: occasion)
    }

    /// §8.4
    func delete(
        _ id: NodeID, redirect: Redirect?, _ requester: Requester
    ) throws(PubSubError) -> Decision {
        try require(.delete, requester, existing(id))
        return Decision(changes: [.nodeDeleted(id, redirect: redirect)])
    }

    /// §8.5
    func purge(_ id: NodeID, _ requester: Requester) throws(PubSubError) -> Decision {
        let node = try existing(id)
        try require(.purge, requester, node)
        guard node.configuration.persistsItems else { throw .itemsNotPersistent(id) }
        return Decision(changes: [.nodePurged(id)])
    }
}
