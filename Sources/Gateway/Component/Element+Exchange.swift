import XMPP

// Which part of an exchange a stanza is, told without preparing its addresses.
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
