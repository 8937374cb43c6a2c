/// The fields of the registry that have no effect here (XEP-0060 §16.4.3). Asking for what they
/// would do is refused; saying that it is not wanted is not.
extension ConfigurationField {
    private static let harmless: [String: Set<String>] = [
        "pubsub#purge_offline": ["", "0", "false"],
        "pubsub#presence_based_delivery": ["", "0", "false"],
        "pubsub#tempsub": ["", "0", "false"],
        "pubsub#node_type": ["", "leaf"],
        "pubsub#collection": [""],
    ]

    private static let features: [String: String] = [
        "pubsub#purge_offline": "presence-notifications",
        "pubsub#presence_based_delivery": "presence-notifications",
        "pubsub#tempsub": "leased-subscription",
        "pubsub#node_type": "collections",
        "pubsub#collection": "collections",
    ]

    /// Whether the field says that a feature we do not have is not wanted.
    static func declines(_ name: String, _ value: String) -> Bool {
        harmless[name]?.contains(value) ?? false
    }

    /// - Throws: `unsupported` where the field asks for a feature that we do not have.
    static func refuse(_ name: String, _ value: String) throws(PubSubError) {
        guard let harmless = harmless[name], !harmless.contains(value),
            let feature = features[name]
        else { return }
        throw .unsupported(feature: feature)
    }
}
