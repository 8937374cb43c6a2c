public import XMPP

/// How each refusal is said in a stanza: type, condition, and the condition of
/// `http://jabber.org/protocol/pubsub#errors` (XEP-0060 §16.3.2) or of the ad-hoc commands (XEP-0050
/// §4.4).
extension PubSubError {
    /// The error as a stanza holds it.
    public var stanzaError: StanzaError {
        let (type, condition, name) = conditions
        return StanzaError(
            condition, type: type, text: explanation, application: name.map(application))
    }

    private typealias Conditions = (
        StanzaError.ErrorType, StanzaErrorCondition, application: String?
    )

    private var conditions: Conditions {
        switch self {
        case .nodeNotFound, .itemNotFound: (.cancel, .itemNotFound, nil)
        case .nodeExists: (.cancel, .conflict, nil)
        case .nodeReserved: (.modify, .notAcceptable, nil)
        case .tooManyNodes: (.cancel, .notAllowed, "max-nodes-exceeded")
        case .forbidden: (.auth, .forbidden, nil)
        case .closedNode: (.cancel, .notAllowed, "closed-node")
        case .notAuthorized: (.auth, .notAuthorized, nil)
        case .subscriptionRequired: (.auth, .notAuthorized, "not-subscribed")
        case .subscriptionPending: (.auth, .notAuthorized, "pending-subscription")
        case .tooManySubscriptions: (.wait, .policyViolation, "too-many-subscriptions")
        case .tooManyAffiliations: (.cancel, .notAllowed, nil)
        case .jidMismatch, .invalidJID: (.modify, .badRequest, "invalid-jid")
        case .jidRequired: (.modify, .badRequest, "jid-required")
        case .notSubscribed: (.cancel, .unexpectedRequest, "not-subscribed")
        case .noSubscription: (.modify, .unexpectedRequest, "not-subscribed")
        case .invalidOptions: (.modify, .badRequest, "invalid-options")
        case .nodeRequired: (.modify, .badRequest, "nodeid-required")
        case .itemRequired: (.modify, .badRequest, "item-required")
        case .payloadRequired: (.modify, .badRequest, "payload-required")
        case .invalidPayload: (.modify, .badRequest, "invalid-payload")
        case .itemForbidden: (.modify, .badRequest, "item-forbidden")
        case .payloadTooBig: (.modify, .notAcceptable, "payload-too-big")
        case .tooManyItems: (.cancel, .notAllowed, "max-items-exceeded")
        case .nameTooLong: (.modify, .notAcceptable, nil)
        case .nodeFull: (.cancel, .conflict, "node-full")
        case .itemsNotPersistent: (.cancel, .featureNotImplemented, "unsupported")
        case .preconditionNotMet: (.cancel, .conflict, "precondition-not-met")
        case .unsupportedAccessModel: (.modify, .notAcceptable, "unsupported-access-model")
        case .invalidField: (.modify, .notAcceptable, nil)
        case .subscriptionsRefused, .affiliationsRefused: (.modify, .notAcceptable, nil)
        case .malformed: (.modify, .badRequest, nil)
        case .unsupported: (.cancel, .featureNotImplemented, "unsupported")
        case .malformedAction: (.modify, .badRequest, "malformed-action")
        case .badAction: (.modify, .badRequest, "bad-action")
        case .unknownRequest: (.cancel, .serviceUnavailable, nil)
        case .unavailable: (.wait, .resourceConstraint, nil)
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

    /// Whose condition it is.
    private var namespace: String {
        switch self {
        case .malformedAction, .badAction: Namespaces.commands
        default: Namespaces.pubsubErrors
        }
    }

    private func application(_ name: String) -> Element {
        Element(
            name, namespace: namespace,
            attributes: [("feature", unsupportedFeature)])
    }
}

extension PubSubError {
    /// What of the request is returned because it could not be done (XEP-0060 §8.8.2.4, §8.9.2.4).
    fileprivate var failed: Element? {
        switch self {
        case .subscriptionsRefused(let node, let present):
            .pubsubOwner(.subscriptions(of: node, present, in: Namespaces.pubsubOwner))
        case .affiliationsRefused(let node, let present):
            .pubsubOwner(.affiliations(of: node, present, in: Namespaces.pubsubOwner))
        default:
            nil
        }
    }

    /// The stanza that refuses another; `nil` for an error, which is never answered (RFC 6120
    /// §8.3.1).
    public func answer(to stanza: Stanza) -> Stanza? {
        guard stanza.type != "error" else { return nil }
        var answer = stanza.error(stanzaError)
        if let failed { answer.children.insert(failed, at: 0) }
        return answer
    }
}
