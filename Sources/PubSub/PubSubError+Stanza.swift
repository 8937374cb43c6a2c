public import XMPP

/// How each refusal is said in a stanza: type, condition, and the condition of
/// `http://jabber.org/protocol/pubsub#errors` (XEP-0060 §16.3.2).
extension PubSubError {
    public var stanzaError: StanzaError {
        let (type, condition, pubsub) = conditions
        return StanzaError(
            condition, type: type, text: explanation, application: pubsub.map(application))
    }

    private typealias Conditions = (
        StanzaError.ErrorType, StanzaErrorCondition, pubsub: String?
    )

    private var conditions: Conditions {
        switch self {
        case .nodeNotFound, .itemNotFound: (.cancel, .itemNotFound, nil)
        case .nodeExists: (.cancel, .conflict, nil)
        case .forbidden: (.auth, .forbidden, nil)
        case .closedNode: (.cancel, .notAllowed, "closed-node")
        case .notAuthorized: (.auth, .notAuthorized, nil)
        case .jidMismatch: (.modify, .badRequest, "invalid-jid")
        case .notSubscribed: (.cancel, .unexpectedRequest, "not-subscribed")
        case .nodeRequired: (.modify, .badRequest, "nodeid-required")
        case .itemRequired: (.modify, .badRequest, "item-required")
        case .payloadRequired: (.modify, .badRequest, "payload-required")
        case .invalidPayload: (.modify, .badRequest, "invalid-payload")
        case .itemForbidden: (.modify, .badRequest, "item-forbidden")
        case .payloadTooBig: (.modify, .notAcceptable, "payload-too-big")
        case .itemsNotPersistent: (.cancel, .featureNotImplemented, "unsupported")
        case .preconditionNotMet: (.cancel, .conflict, "precondition-not-met")
        case .unsupportedAccessModel: (.modify, .notAcceptable, "unsupported-access-model")
        case .invalidField: (.modify, .notAcceptable, nil)
        case .lastOwner: (.modify, .notAcceptable, nil)
        case .malformed: (.modify, .badRequest, nil)
        case .unsupported: (.cancel, .featureNotImplemented, "unsupported")
        case .unknownRequest: (.cancel, .serviceUnavailable, nil)
        case .unavailable: (.wait, .internalServerError, nil)
        }
    }

    /// The feature that `<unsupported/>` names.
    private var unsupportedFeature: String? {
        switch self {
        case .itemsNotPersistent: "persistent-items"
        case .unsupported(let feature): feature
        default: nil
        }
    }

    private func application(_ name: String) -> Element {
        Element(
            name, namespace: Namespaces.pubsubErrors,
            attributes: [("feature", unsupportedFeature)])
    }
}
