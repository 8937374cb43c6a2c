import XMPP

/// What the service says of itself and of its nodes (XEP-0060 §5.1 to §5.5).
extension Engine {
    /// The features of XEP-0060 §11 that this service has, without their common prefix.
    static let features = [
        "access-open", "access-whitelist", "auto-create", "config-node", "config-node-max",
        "create-and-configure", "create-nodes", "delete-items", "delete-nodes", "instant-nodes",
        "item-ids", "last-published", "manage-subscriptions", "member-affiliation", "meta-data",
        "modify-affiliations", "multi-items", "outcast-affiliation", "persistent-items", "publish",
        "publish-only-affiliation", "publish-options", "publisher-affiliation", "purge-nodes",
        "retract-items", "retrieve-affiliations", "retrieve-default", "retrieve-items",
        "retrieve-subscriptions", "subscribe",
    ]

    /// §5.1: `auto-create` stands there only where the settings have it.
    func serviceInformation() -> Decision {
        let own = Self.features.filter { $0 != "auto-create" || settings.createsOnPublish }
            .map { Namespaces.pubsub + "#" + $0 }
        let features =
            [Namespaces.discoInfo, Namespaces.discoItems, Namespaces.ping, Namespaces.version]
            + [Namespaces.pubsub] + own
        return Decision(
            reply: .information(
                DiscoInformation(
                    node: nil, identityType: "service", name: "Sluice", features: features,
                    metadata: nil)))
    }

    /// §5.2: the nodes that the requester may read, by name.
    func listNodes(_ requester: Requester) -> Decision {
        let visible = nodes.filter { may(.retrieve, requester, $0.value) }
            .sorted { $0.key < $1.key }
            .map { DiscoItem(node: $0.key, name: $0.value.configuration.nameToShow) }
        return Decision(reply: .listing(node: nil, visible))
    }

    /// §5.3, §5.4
    func nodeInformation(_ id: NodeID, _ requester: Requester) throws(PubSubError) -> Decision {
        let node = try existing(id)
        return Decision(
            reply: .information(
                DiscoInformation(
                    node: id, identityType: "leaf", name: node.configuration.nameToShow,
                    features: [Namespaces.discoInfo, Namespaces.discoItems, Namespaces.pubsub],
                    metadata: metadata(of: node, for: requester))))
    }

    /// The `#meta-data` form; what tells of people only for those who may read the node.
    private func metadata(of node: Node, for requester: Requester) -> DataForm {
        var form = node.configuration.metadata
        form.fields.append(
            DataForm.Field(
                "pubsub#creation_date", type: "text-single",
                values: [node.created.description]))
        guard may(.retrieve, requester, node) else { return form }
        form.fields += [
            DataForm.Field(
                "pubsub#owner", type: "jid-multi", values: node.owners.map(\.description)),
            DataForm.Field(
                "pubsub#num_subscribers", type: "text-single",
                values: [String(node.subscriptions.values.count { $0.state == .subscribed })]),
        ]
        return form
    }

    /// §5.5: an item's name is its ItemID.
    func listItems(_ id: NodeID, _ requester: Requester) throws(PubSubError) -> Decision {
        let node = try existing(id)
        try requireAccess(.retrieve, requester, to: id, node)
        return Decision(
            reply: .listing(node: id, node.items.all.map { DiscoItem(node: nil, name: $0.id) }))
    }
}
