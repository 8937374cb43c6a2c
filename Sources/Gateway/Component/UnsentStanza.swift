import PubSub
import XMPP

/// A stanza that is not sent, because it would cost the link or the memory.
struct UnsentStanza: Sendable, Hashable {
    /// Why it is not sent.
    enum Cause: Sendable, Hashable {
        /// The server would close the stream over it.
        case oversize(maximumBytes: Int)
        /// The server takes what is sent too slowly, and too much of it waits.
        case backlog
    }

    let stanza: Element
    let bytes: Int
    let cause: Cause

    /// What is sent in its place: whoever waits for an answer gets an error.
    var substitute: Element? {
        guard stanza.isAnswer else { return nil }
        return Element(
            "iq", namespace: Namespaces.component,
            attributes: [
                ("type", "error"), ("id", stanza[attribute: "id"]),
                ("from", stanza[attribute: "from"]), ("to", stanza[attribute: "to"]),
            ],
            children: [.element(error.element)])
    }

    private var error: StanzaError {
        switch cause {
        case .oversize(let maximum):
            StanzaError(
                .resourceConstraint, type: .modify,
                text: "The answer has \(bytes) bytes, and the server passes on \(maximum) at most: "
                    + "ask for less at once.")
        case .backlog:
            StanzaError(
                .resourceConstraint, text: "Too many answers wait for the server: try again.")
        }
    }

    /// The node that it is about, named by the payload or one level deeper.
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

extension UnsentStanza: CustomStringConvertible {
    /// One line for the log.
    var description: String {
        let subject = node.map { " about node '\($0)'" } ?? ""
        let recipient = stanza[attribute: "to"].map { " to \($0)" } ?? ""
        let fate = substitute == nil ? "is not sent" : "is replaced by an error"
        return "the \(stanza.name)\(subject)\(recipient) of \(bytes) bytes \(fate); "
            + cause.advice
    }
}

/// A notification that is not sent, for the same reasons.
struct UnsentBroadcast: Sendable, Hashable, CustomStringConvertible {
    let node: NodeID
    /// How many messages it would have been.
    let messages: Int
    /// The size of one.
    let bytes: Int
    let cause: UnsentStanza.Cause

    /// One line for the log.
    var description: String {
        "a notification about node '\(node)', \(messages) messages of \(bytes) bytes, is not sent; "
            + cause.advice
    }
}

extension UnsentStanza.Cause {
    fileprivate var advice: String {
        switch self {
        case .oversize(let maximum):
            "the server may close the stream over more than \(maximum): lower maximum_payload"
        case .backlog:
            "the server is too slow for what is sent: as much waits for it as is kept; how many "
                + "stanzas are not sent is said when it has caught up"
        }
    }
}
