import HTTPTypes
import PubSub

/// Every refusal of a service, as the web is told of it: the one table.
extension Problem {
    /// - Parameter service: the domain of the service that refused.
    init(_ error: PubSubError, service: String) {
        let (status, slug, title, advice) = Self.row(error)
        self.init(
            status: status, slug: slug, title: title,
            detail: advice.isEmpty ? error.explanation : "\(error.explanation) \(advice)")
        if case .nodeNotFound(let node) = error {
            detail = "There is no node '\(node)' on \(service). \(advice)"
        }
        if case .payloadTooBig = error {
            setting = RequestLimit.payload.setting
            limit = .payload
        }
        if status == .unauthorized { fields[.wwwAuthenticate] = Self.challenge }
        if status == .serviceUnavailable { fields[.retryAfter] = "1" }
    }

    private typealias Row = (
        status: HTTPResponse.Status, slug: String, title: String, advice: String
    )

    private static func row(_ error: PubSubError) -> Row {
        switch error {
        case .nodeNotFound(let node):
            (
                .notFound, "node-not-found", "No such node",
                "Create it from an XMPP client, or publish to it with "
                    + "POST \(NodeURL.path("/publish", node: node)), which creates it where the "
                    + "service allows that."
            )
        case .itemNotFound:
            (.notFound, "item-not-found", "No such item", "")
        case .nodeExists:
            (.conflict, "node-exists", "The node is there already", "")
        case .forbidden(.publish):
            (
                .forbidden, "forbidden", "Not allowed",
                "Or a token's claim sluice lets you publish to it."
            )
        case .forbidden:
            (.forbidden, "forbidden", "Not allowed", "")
        case .closedNode:
            (.forbidden, "closed-node", "The node is not open to you", "")
        case .notAuthorized:
            (
                .unauthorized, "not-authorized", "The node is not open to everybody",
                "Without a token, only nodes with the access model 'open' can be read. Show one as "
                    + "\"Authorization: Bearer TOKEN\", or follow the URL that POST /ticket gives "
                    + "for it."
            )
        case .subscriptionRequired, .subscriptionPending:
            (.forbidden, "subscription-required", "An owner has to approve", "")
        case .jidMismatch, .notSubscribed, .noSubscription, .subscriptionsRefused,
            .affiliationsRefused, .nodeFull, .nodeReserved, .tooManyNodes, .tooManySubscriptions,
            .tooManyAffiliations:
            (.conflict, "conflict", "Not possible", "")
        case .nodeRequired:
            (.badRequest, "node-missing", "No node is named", "")
        case .itemRequired:
            (.badRequest, "item-missing", "No item is named", "")
        case .payloadRequired:
            (
                .unprocessableContent, "payload-missing", "The body is empty",
                "Send it as the body: JSON, XML or plain text."
            )
        case .invalidPayload:
            (.unprocessableContent, "invalid-payload", "The body is not acceptable", "")
        case .itemForbidden:
            (.unprocessableContent, "item-forbidden", "The node takes no items", "")
        case .payloadTooBig:
            (
                .contentTooLarge, "too-big", "The body is too big",
                "The server's operator sets this by \(RequestLimit.payload.setting)."
            )
        case .tooManyItems:
            (.contentTooLarge, "too-big", "The body is too big", "")
        case .itemsNotPersistent:
            (.conflict, "items-not-kept", "The node keeps no items", "")
        case .preconditionNotMet:
            (.preconditionFailed, "precondition-not-met", "The node is configured otherwise", "")
        case .unsupportedAccessModel, .invalidField, .invalidOptions, .jidRequired, .invalidJID,
            .nameTooLong, .malformed, .malformedAction, .badAction:
            (.badRequest, "malformed", "The request cannot be understood", "")
        case .unsupported, .unknownRequest:
            (.notImplemented, "unsupported", "Not available", "")
        case .unavailable:
            (.serviceUnavailable, "unavailable", "Not possible at present", "Try again in a while.")
        }
    }
}
