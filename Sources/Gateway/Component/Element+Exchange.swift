import XMPP

// Which part of an exchange a stanza is, told without preparing its addresses.
extension Element {
    /// An iq that has to be answered (RFC 6120 §8.2.3).
    var isRequest: Bool {
        guard isIQ, let type = self[attribute: "type"] else { return false }
        return type == "get" || type == "set"
    }

    /// An iq that answers one.
    var isAnswer: Bool {
        guard isIQ, let type = self[attribute: "type"] else { return false }
        return type == "result" || type == "error"
    }

    private var isIQ: Bool {
        name == "iq" && (namespace == Namespaces.component || namespace == Namespaces.client)
    }
}
