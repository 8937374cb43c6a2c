public import XMPP

/// Writing a notification as `message` stanzas (XEP-0060 §7.1.2.1, §8.6, §13.4).
extension Notification {
    /// One message a recipient, and a second one where items went because of it; none where the
    /// last item is no longer there.
    ///
    /// - Parameters:
    ///   - sender: the service's JID.
    ///   - publications: the entry of a last item.
    public func messages(from sender: JID, publications: [Position: Entry] = [:]) -> [Stanza] {
        contents(from: sender, publications: publications).flatMap { content in
            recipients.map { recipient in
                var message = content
                message.to = recipient
                return message
            }
        }
    }

    /// The messages that each recipient is sent, without an address: the same for all.
    ///
    /// - Parameters:
    ///   - sender: the service's JID.
    ///   - publications: the entry of a last item.
    public func contents(from sender: JID, publications: [Position: Entry] = [:]) -> [Stanza] {
        let bodies = bodies(publications) + retractions(of: retracted)
        return bodies.enumerated().map { part, children in
            Stanza(
                .message, type: messageType.rawValue, id: messageID(ofPart: part), from: sender,
                children: children)
        }
    }

    /// Only what goes to subscribers says its node: what comes back then ends a subscription, and a
    /// question to an owner is none.
    private func messageID(ofPart part: Int) -> String {
        switch event {
        case .subscription, .authorizationRequest: part == 0 ? id : "\(id)-\(part)"
        default: NotificationID.text(id, part: part, node: node)
        }
    }

    /// How many retractions stand in one message: ids of full length do not make it too big.
    private static let maximumRetractions = 50

    private func retractions(of ids: [ItemID]) -> [[Element]] {
        stride(from: 0, to: ids.count, by: Self.maximumRetractions).map { start in
            [.retract(Array(ids[start...].prefix(Self.maximumRetractions)), from: node)]
        }
    }

    /// What each recipient's messages hold: the event and, for an item from the past, when it was
    /// published (XEP-0203).
    private func bodies(_ publications: [Position: Entry]) -> [[Element]] {
        switch event {
        case .item(let id, let publisher, let payload):
            let item = Element.item(
                id, publisher: publisher, payload: payload, in: Namespaces.pubsubEvent)
            return [[.items(node, [item])]]
        case .itemless:
            return [[.items(node, [])]]
        case .lastItem(let reference, let withPayload):
            guard let entry = publications[reference.position],
                let item = entry.itemElement(
                    in: Namespaces.pubsubEvent, withPayload: withPayload)
            else { return [] }
            return [[.items(node, [item]), .delay(entry.time, by: service)]]
        case .retract(let ids):
            return retractions(of: ids)
        case .purge:
            return [[.wrapped(.event("purge", [("node", node.description)]))]]
        case .delete(let redirect):
            let children = redirect.map { [Element.event("redirect", [("uri", $0.uri)])] } ?? []
            return [
                [
                    .wrapped(
                        .event(
                            "delete", [("node", node.description)], children.map { .element($0) }))
                ]
            ]
        case .configuration(let form):
            let children = form.map { [Element.Node.element($0.element)] } ?? []
            return [[.wrapped(.event("configuration", [("node", node.description)], children))]]
        case .subscription(let jid, let state):
            let attributes = [
                ("node", node.description), ("jid", jid.description),
                ("subscription", state?.rawValue ?? "none"),
            ]
            return [[.wrapped(.event("subscription", attributes))]]
        case .authorizationRequest(let jid):
            return [[DataForm.authorization(of: jid, for: node).element]]
        }
    }
}

extension DataForm {
    /// The question to an owner (XEP-0060 §8.6).
    fileprivate static func authorization(of jid: JID, for node: NodeID) -> DataForm {
        DataForm(
            .form, formType: Namespaces.subscribeAuthorization, title: "A subscription to approve",
            instructions: "Say whether this address may subscribe to the node and read it.",
            fields: [
                Field(
                    "pubsub#node", type: "text-single", label: "The node",
                    values: [node.description]),
                Field(
                    "pubsub#subscriber_jid", type: "jid-single", label: "Who wants to subscribe",
                    values: [jid.description]),
                Field("pubsub#allow", type: "boolean", label: "Allow it", values: ["0"]),
            ])
    }
}

extension Element {
    fileprivate static func event(
        _ name: String, _ attributes: [(String, String?)], _ children: [Node] = []
    ) -> Element {
        Element(
            name, namespace: Namespaces.pubsubEvent, attributes: attributes, children: children)
    }

    fileprivate static func items(_ node: NodeID, _ children: [Element]) -> Element {
        .wrapped(.event("items", [("node", node.description)], children.map { .element($0) }))
    }

    fileprivate static func retract(_ ids: [ItemID], from node: NodeID) -> Element {
        .items(node, ids.map { .event("retract", [("id", $0.description)]) })
    }

    fileprivate static func wrapped(_ child: Element) -> Element {
        .event("event", [], [.element(child)])
    }

    fileprivate static func delay(_ time: Timestamp, by service: String) -> Element {
        Element(
            "delay", namespace: Namespaces.delay,
            attributes: [("from", service), ("stamp", time.description)])
    }
}
