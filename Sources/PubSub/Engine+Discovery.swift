import XMPP

/// What the service says of itself and of its nodes (XEP-0060 §5.1 to §5.5).
extension Engine {
    /// The features of XEP-0060 §11 that this service has, without their common prefix.
    static let features = [
        "access-authorize", "access-open", "access-whitelist", "auto-create", "config-node",
        "config-node-max", "create-and-configure", "create-nodes", "delete-items", "delete-nodes",
        "get-pending", "instant-nodes", "item-ids", "last-published", "manage-subscriptions",
        "member-affiliation", "meta-data", "modify-affiliations", "multi-items",
        "outcast-affiliation", "persistent-items", "publish", "publish-only-affiliation",
        "publish-options", "publisher-affiliation", "purge-nodes", "retract-items",
        "retrieve-affiliations", "retrieve-default", "retrieve-default-sub", "retrieve-items",
        "retrieve-subscriptions", "rsm", "subscribe", "subscription-notifications",
        "subscription-options",
    ]

    /// What it has besides.
    private static let otherFeatures = [
        Namespaces.commands, Namespaces.discoInfo, Namespaces.discoItems, Namespaces.ping,
        Namespaces.rsm, Namespaces.version, ItemOrder.namespace,
        ItemOrder.namespace + "@" + Namespaces.pubsub, Namespaces.pubsub,
    ]

    /// §5.1: what depends on the settings stands there only where they have it.
    func serviceInformation() -> Decision {
        var own = Self.features
        if !settings.createsOnPublish { own.removeAll { $0 == "auto-create" } }
        if settings.defaultConfiguration.sendsLastItem == .never {
            own.removeAll { $0 == "last-published" }
        }
        let features = Self.otherFeatures + own.map { Namespaces.pubsub + "#" + $0 }
        return Decision(
            reply: .information(
                DiscoInformation(
                    node: nil, identityType: "service", name: "Sluice", features: features,
                    metadata: nil)))
    }

    /// §5.2: the nodes that the requester may read or ask to read, by name.
    func listNodes(
        _ page: PageRequest?, _ requester: Requester
    ) throws(PubSubError) -> Decision {
        let listed = try ListPage(visibleNodes(requester), page, name: \.description) {
            [$0.description, nodes[$0]?.configuration.nameToShow, service]
        }
        let items = listed.lines.map {
            DiscoItem(node: $0, name: nodes[$0]?.configuration.nameToShow)
        }
        return Decision(reply: .listing(node: nil, items, listed.resultSet))
    }

    /// By name. Rights are looked at only where the requester has some of the own.
    private func visibleNodes(_ requester: Requester) -> [NodeID] {
        if ownsAll(requester) { return index.lines.map(\.id) }
        let own = requester.bare.flatMap { involvements[$0] } ?? []
        return index.lines.compactMap { line in
            guard own.contains(line.id), let node = nodes[line.id] else {
                return line.isClosed ? nil : line.id
            }
            let standing = standing(of: requester, to: line.id, node)
            return standing.mayRead || standing.needsApproval ? line.id : nil
        }
    }

    /// §5.3, §5.4
    func nodeInformation(_ id: NodeID, _ requester: Requester) throws(PubSubError) -> Decision {
        let node = try existing(id)
        return Decision(
            reply: .information(
                DiscoInformation(
                    node: id, identityType: "leaf", name: node.configuration.nameToShow,
                    features: [Namespaces.discoInfo, Namespaces.discoItems, Namespaces.pubsub],
                    metadata: metadata(of: node, id, for: requester))))
    }

    /// The `#meta-data` form; what tells of people only for those who may read the node.
    private func metadata(of node: Node, _ id: NodeID, for requester: Requester) -> DataForm {
        var form = node.configuration.metadata
        form.fields.append(
            DataForm.Field(
                "pubsub#creation_date", type: "text-single", label: "When it was created",
                values: [node.created.description]))
        guard standing(of: requester, to: id, node).mayRead else { return form }
        let publishers = node.affiliations.filter { $0.value == .publisher }.keys.sorted()
        form.fields += [
            DataForm.Field(
                "pubsub#owner", type: "jid-multi", label: "Its owners",
                values: node.owners.fitting),
            DataForm.Field(
                "pubsub#publisher", type: "jid-multi", label: "Its publishers",
                values: publishers.fitting),
            DataForm.Field(
                "pubsub#contact", type: "jid-multi", label: "Whom to ask about it",
                values: node.configuration.contacts.map(\.description)),
            DataForm.Field(
                "pubsub#num_subscribers", type: "text-single", label: "How many subscribers it has",
                values: [String(node.subscriptions.subscribedCount)]),
        ]
        return form
    }

    /// §5.5: an item's name is its ItemID.
    func listItems(
        _ id: NodeID, _ page: PageRequest?, _ requester: Requester, at occasion: Occasion
    ) throws(PubSubError) -> Decision {
        let node = try existing(id)
        try requireReading(requester, of: id, node)
        let listed = try ListPage(
            node.items(at: occasion.time).all.map(\.id), page, name: \.description
        ) {
            [$0.description, service]
        }
        let items = listed.lines.map { DiscoItem(node: nil, name: $0.description) }
        return Decision(reply: .listing(node: id, items, listed.resultSet))
    }

    /// XEP-0050 §2.2
    func listCommands() -> Decision {
        Decision(
            reply: .listing(
                node: NodeID(Namespaces.commands),
                Self.commands.map { DiscoItem(node: NodeID($0), name: $1) }, nil)
        )
    }

    /// XEP-0050 §2.3
    func commandInformation(_ command: String) throws(PubSubError) -> Decision {
        guard let known = Self.commands.first(where: { $0.key == command }) else {
            throw .nodeNotFound(NodeID(command))
        }
        return Decision(
            reply: .information(
                DiscoInformation(
                    node: NodeID(command), identityCategory: "automation",
                    identityType: "command-node",
                    name: known.value, features: [Namespaces.commands, Namespaces.dataForms],
                    metadata: nil)))
    }

    /// The ad-hoc commands, and what people call them.
    static let commands: KeyValuePairs = [
        Namespaces.getPending: "Get pending subscription requests",
        Namespaces.token: "Get a token for the web",
    ]
}

extension [JID] {
    /// As many of them as leave room for what else is said: a node may have thousands, and an answer
    /// is one stanza.
    fileprivate var fitting: [String] { map(\.description).fitting(bytes: 64 * 1024) }
}
