import XMPP

/// Reading what owners ask for (XEP-0060 §8.2 to §8.9).
extension Verb {
    /// `http://jabber.org/protocol/pubsub#owner` (XEP-0060 §8).
    static func ownerUse(in pubsub: Element, isSet: Bool) throws(PubSubError) -> Verb {
        let use = try theUse(in: pubsub)
        switch (use.name, isSet) {
        case ("configure", false): return .configuration(try use.requiredNode)
        case ("default", false):
            guard [nil, "leaf"].contains(use[attribute: "type"]) else {
                throw .unsupported(feature: "collections")
            }
            return .defaultConfiguration
        case ("subscriptions", false):
            return .subscriptions(try use.requiredNode, try PageRequest(besideIn: pubsub))
        case ("affiliations", false):
            return .affiliations(try use.requiredNode, try PageRequest(besideIn: pubsub))
        case ("configure", true):
            return .configure(try use.requiredNode, try use.requiredDataForm)
        case ("delete", true):
            return .delete(try use.requiredNode, redirect: try Redirect(in: use))
        case ("purge", true): return .purge(try use.requiredNode)
        case ("subscriptions", true):
            return .setSubscriptions(
                try use.requiredNode, try use.lines("subscription", SubscriptionChange.line))
        case ("affiliations", true):
            return .setAffiliations(
                try use.requiredNode, try use.lines("affiliation", AffiliationChange.line))
        default: throw .unknownUse(use, isSet: isSet)
        }
    }
}
