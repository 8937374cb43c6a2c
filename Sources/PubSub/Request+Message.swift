public import XMPP

/// Reading a request from a message: an owner's answer, or a notification that came back.
extension Request {
    /// `nil` for a message that asks for nothing, which is not answered.
    ///
    /// - Parameters:
    ///   - message: with both addresses.
    ///   - service: the domain that it came to.
    /// - Throws: how it is to be answered where it is an owner's answer that cannot be understood.
    public init?(message: Stanza, to service: String) throws(PubSubError) {
        guard message.kind == .message, let sender = message.from,
            let verb = message.type == "error"
                ? Verb(bounce: message) : try Verb(answer: message)
        else { return nil }
        self.init(service: service, requester: .entity(sender), verb: verb)
    }
}

extension Verb {
    /// Only what is said for good counts: `cancel`, or the address is gone (XEP-0060 §13.4). Which
    /// node it was stands in the id that the notification was sent with.
    fileprivate init?(bounce message: Stanza) {
        guard let id = message.id, let node = NotificationID.node(in: id),
            let error = message.children.lazy.compactMap(StanzaError.init).first,
            error.type == .cancel || error.condition == .gone
        else { return nil }
        self = .bounced(node)
    }

    /// The form `#subscribe_authorization`, submitted or cancelled (XEP-0060 §8.6).
    fileprivate init?(answer message: Stanza) throws(PubSubError) {
        // What people send each other is not ours to judge.
        let forms = message.children.filter(\.isAuthorizationForm)
        guard forms.count == 1,
            let form = try Element(
                "message", namespace: Namespaces.component, children: [.element(forms[0])]
            ).dataForm,
            form.formType == Namespaces.subscribeAuthorization, form.type != .form,
            form.type != .result
        else { return nil }
        if form.type == .cancel, form["pubsub#node"] == nil { return nil }
        guard let node = form["pubsub#node"]?.value, !node.isEmpty else { throw .nodeRequired }
        guard let jid = form["pubsub#subscriber_jid"]?.value else { throw .jidRequired }
        let isAllowed = form["pubsub#allow"]?.flag
        guard isAllowed != nil || form.type == .cancel else {
            throw .malformed("the field 'pubsub#allow' says neither 1 nor 0")
        }
        self = .authorize(
            NodeID(node), try JID(written: jid), isAllowed: form.type == .cancel ? nil : isAllowed)
    }
}

extension Element {
    /// Whether it says that it is a form `#subscribe_authorization`, be it a good one or not.
    fileprivate var isAuthorizationForm: Bool {
        guard isNamed("x", namespace: Namespaces.dataForms) else { return false }
        return all("field", namespace: Namespaces.dataForms).contains { field in
            field[attribute: "var"] == "FORM_TYPE"
                && field.first("value", namespace: Namespaces.dataForms)?.text
                    == Namespaces.subscribeAuthorization
        }
    }
}
