import XMPP

/// A stanza that the server would close the stream over, so that it is not sent.
struct OversizeStanza: Sendable, Hashable {
    let stanza: Element
    let bytes: Int
    let maximumBytes: Int

    /// What is sent in its place: whoever waits for an answer gets an error.
    var substitute: Element? {
        guard stanza.isAnswer else { return nil }
        let error = StanzaError(
            .resourceConstraint, type: .modify,
            text: "The answer has \(bytes) bytes, and the server passes on \(maximumBytes) at most: "
                + "ask for less at once.")
        return Element(
            "iq", namespace: Namespaces.component,
            attributes: [
                ("type", "error"), ("id", stanza[attribute: "id"]),
                ("from", stanza[attribute: "from"]), ("to", stanza[attribute: "to"]),
            ],
            children: [.element(error.element)])
    }

    /// The node that it is about: of `<pubsub/>`, `<event/>` or a query, or one level deeper.
    private var node: String? {
        for child in stanza.elements {
            if let node = child[attribute: "node"] { return node }
            for grandchild in child.elements {
                if let node = grandchild[attribute: "node"] { return node }
            }
        }
        return nil
    }
}

extension OversizeStanza: CustomStringConvertible {
    /// One line for the log.
    var description: String {
        let recipient = stanza[attribute: "to"] ?? "nobody"
        let subject = node.map { " about the node '\($0)'" } ?? ""
        let instead = substitute == nil ? "is not sent" : "is replaced by an error"
        return "a stanza (\(stanza.name)) of \(bytes) bytes to \(recipient)\(subject) \(instead), "
            + "the server passes on \(maximumBytes) at most; lower maximum_payload"
    }
}

extension Element {
    /// An iq that has to be answered (RFC 6120 §8.2.3).
    var isRequest: Bool {
        isIQ && ["get", "set"].contains(self[attribute: "type"])
    }

    /// An iq that answers one.
    var isAnswer: Bool {
        isIQ && ["result", "error"].contains(self[attribute: "type"])
    }

    private var isIQ: Bool {
        name == "iq" && [Namespaces.component, Namespaces.client].contains(namespace)
    }
}
