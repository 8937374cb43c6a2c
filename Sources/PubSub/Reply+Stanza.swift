public import XMPP

/// Writing an answer into the `iq` result that it stands in.
extension Reply {
    /// The stanza that answers a request; `nil` for a message, to which there is nothing to say.
    ///
    /// - Parameter publications: the entries of the items that the reply names; those that are
    ///   missing are left out of the answer.
    public func answer(to stanza: Stanza, publications: [Position: Entry] = [:]) -> Stanza? {
        guard stanza.isRequest else { return nil }
        return stanza.result(element(from: stanza.to?.domain ?? "", publications: publications))
    }

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
        case .done, .stream, .expired, .created(_, isInstant: false):
            nil
        case .created(let node, isInstant: true):
            .pubsub(
                Element(
                    "create", namespace: Namespaces.pubsub,
                    attributes: [("node", node.description)]))
        case .published(let node, let items):
            .pubsub(
                .list(
                    "publish", of: node, in: Namespaces.pubsub,
                    items.map { .item($0, in: Namespaces.pubsub) }))
        case .items(let node, let references):
            .items(of: node, references, publications)
        case .itemPage(let node, let page):
            .items(of: node, page, publications)
        case .configuration(let node, let form):
            .pubsubOwner(
                .list(
                    node == nil ? "default" : "configure", of: node, in: Namespaces.pubsubOwner,
                    [form.element]))
        case .subscription(let subscription, let options):
            .pubsub(
                subscription.element(in: Namespaces.pubsub),
                options.map {
                    .list("options", of: nil, in: Namespaces.pubsub, [$0.element])
                })
        case .options(let subscription, let form):
            .pubsub(subscription.options(form))
        case .defaultOptions(let node, let form):
            .pubsub(.list("default", of: node, in: Namespaces.pubsub, [form.element]))
        case .ownSubscriptions(let node, let subscriptions, let resultSet):
            .pubsub(
                .subscriptions(of: node, subscriptions, in: Namespaces.pubsub), resultSet?.element)
        case .ownAffiliations(let affiliations, let resultSet):
            // Unlike all other lists, this one is not said to be of the node that was asked for
            // (XEP-0060 §5.7): each line has its own.
            .pubsub(
                .affiliations(of: nil, affiliations, in: Namespaces.pubsub), resultSet?.element)
        case .subscriptions(let node, let subscriptions, let resultSet):
            .pubsubOwner(
                .subscriptions(of: node, subscriptions, in: Namespaces.pubsubOwner),
                resultSet?.element)
        case .affiliations(let node, let affiliations, let resultSet):
            .pubsubOwner(
                .affiliations(of: node, affiliations, in: Namespaces.pubsubOwner),
                resultSet?.element)
        case .command(let command):
            command.element
        case .token(let command):
            PendingCommand(
                node: Namespaces.token, session: command.session, status: .completed
            ).element
        case .information(let information):
            information.element
        case .listing(let node, let items, let resultSet):
            .list(
                "query", of: node, in: Namespaces.discoItems,
                items.map { $0.element(of: service) } + (resultSet.map { [$0.element] } ?? []))
        }
    }
}

extension Element {
    /// The items that are at hand; where some are not, the answer says so by a result set (XEP-0060
    /// §6.5.4).
    fileprivate static func items(
        of node: NodeID, _ references: [ItemReference], _ publications: [Position: Entry]
    ) -> Element {
        let whole = ItemPage(
            references: references, index: 0, count: references.count, isBackward: true)
        let page = whole.reduced(to: publications)
        return .items(of: node, page, isPart: page != whole, publications)
    }

    fileprivate static func items(
        of node: NodeID, _ page: ItemPage, _ publications: [Position: Entry]
    ) -> Element {
        .items(of: node, page.reduced(to: publications), isPart: true, publications)
    }

    private static func items(
        of node: NodeID, _ page: ItemPage, isPart: Bool, _ publications: [Position: Entry]
    ) -> Element {
        let items = page.references.compactMap {
            publications[$0.position]?.itemElement(in: Namespaces.pubsub)
        }
        return .pubsub(
            .list("items", of: node, in: Namespaces.pubsub, items),
            isPart ? page.resultSet.element : nil)
    }
}

extension NodeSubscription {
    fileprivate func options(_ form: DataForm) -> Element {
        Element(
            "options", namespace: Namespaces.pubsub,
            attributes: [("node", node.description), ("jid", jid.description)],
            children: [.element(form.element)])
    }
}

extension PendingCommand {
    fileprivate var element: Element {
        Element(
            "command", namespace: Namespaces.commands,
            attributes: [
                ("node", node), ("sessionid", session),
                ("status", status.rawValue),
            ],
            children: form.map { [.element($0.element)] } ?? [])
    }
}
