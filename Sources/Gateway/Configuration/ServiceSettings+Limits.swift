import PubSub

extension ServiceSettings {
    /// Reads how much a service takes of each thing that its users make.
    mutating func readLimits(from reader: inout SettingsReader, at key: String) {
        let limits: [(name: String, setting: WritableKeyPath<Self, Int>)] = [
            ("nodes_per_owner", \.maximumNodesPerOwner),
            ("affiliations_per_node", \.maximumAffiliationsPerNode),
            ("items_per_request", \.maximumItemsPerRequest),
            ("subscriptions_per_node", \.maximumSubscriptionsPerNode),
            ("subscriptions_per_entity", \.maximumSubscriptionsPerEntity),
        ]
        for (name, setting) in limits {
            reader.read("\(key).\(name)", into: &self[keyPath: setting], as: .count(1...10_000_000))
        }
    }
}
