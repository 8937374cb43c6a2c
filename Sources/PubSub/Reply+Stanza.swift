public import XMPP

/// Writing an answer into the `iq` result that it stands in.
extension Reply {
    /// The child of the result; `nil` for an empty one.
    ///
    /// - Parameters:
    ///   - service: the domain that answers.
    ///   - publications: the entries of the items that the reply names; those that are missing are
    ///     left out of the answer.
    public func element(
        from service: String, publications: [Position: Entry] = [:]
    ) -> Element? {
        switch self {
        case .done, .stream, .created(_, isInstant: false):
            nil
        case .created(let node, isInstant: true):
            .pubsub(Element("create", namespace: Namespaces.pubsub, attributes: [("node", node)]))
        case .published(let node, let items):
            .pubsub(
                Element(
                    "publish", namespace: Namespaces.pubsub, attributes: [("node", node)],
                    children: items.map { .element(.item($0, in: Namespaces.pubsub)) }))
        case .items(let node, let references):
            .pubsub(
                Element(
                    "items", namespace: Namespaces.pubsub, attributes: [("node", node)],
                    children: references.compactMap {
                        publications[$0.position]?.itemElement(in: Namespaces.pubsub)
                    }.map { .element($0) }))
        case .configuration(let node, let form):
            .pubsubOwner(
                Element(
                    node == nil ? "default" : "configure", namespace: Namespaces.pubsubOwner,
                    attributes: [("node", node)], children: [.element(form.element)]))
        case .subscription(let subscription):
            .pubsub(subscription.element(in: Namespaces.pubsub))
        case .ownSubscriptions(let node, let subscriptions):
            .pubsub(.list("subscriptions", of: node, in: Namespaces.pubsub, subscriptions.map {
                $0.element(in: Namespaces.pubsub)
            }))
        case .ownAffiliations(let node, let affiliations):
            .pubsub(.list("affiliations", of: node, in: Namespaces.pubsub, affiliations.map {
                Element(
                    "affiliation", namespace: Namespaces.pubsub,
                    attributes: [("node", $0.node), ("affiliation", $0.affiliation.rawValue)])
            }))
        case .subscriptions(let node, let subscriptions):
            .pubsubOwner(.list(
                "subscriptions", of: node, in: Namespaces.pubsubOwner, subscriptions.map {
                    $0.element(in: Namespaces.pubsubOwner)
                }))
        case .affiliations(let node, let affiliations):
            .pubsubOwner(.list(
                "affiliations", of: node, in: Namespaces.pubsubOwner, affiliations.map {
                    Element(
                        "affiliation", namespace: Namespaces.pubsubOwner,
                        attributes: [
                            ("jid", $0.jid.description), ("affiliation", $0.affiliation.rawValue),
                        ])
                }))
        case .information(let information):
            information.element
        case .listing(let node, let items):
            Element(
                "query", namespace: Namespaces.discoItems, attributes: [("node", node)],
                children: items.map { .element($0.element(of: service)) })
        }
    }
}

extension NodeSubscription {
    /// As a subscriber sees it, with its node; as an owner does, without.
    func element(in namespace: String) -> Element {
        Element(
            "subscription", namespace: namespace,
            attributes: [
                ("node", namespace == Namespaces.pubsub ? node : nil), ("jid", jid.description),
                ("subscription", state?.rawValue ?? "none"),
            ])
    }
}

extension DiscoInformation {
    var element: Element {
        let identity = Element(
            "identity", namespace: Namespaces.discoInfo,
            attributes: [("category", "pubsub"), ("type", identityType), ("name", name)])
        let features = features.map {
            Element("feature", namespace: Namespaces.discoInfo, attributes: [("var", $0)])
        }
        let forms = metadata.map { [$0.element] } ?? []
        return Element(
            "query", namespace: Namespaces.discoInfo, attributes: [("node", node)],
            children: ([identity] + features + forms).map { .element($0) })
    }
}

extension DiscoItem {
    func element(of service: String) -> Element {
        Element(
            "item", namespace: Namespaces.discoItems,
            attributes: [("jid", service), ("node", node), ("name", name)])
    }
}
