import PubSub

/// Configurations as read back: reading one as JSON takes longer than everything else about its
/// node, and most nodes of a service are configured alike.
struct StoredConfigurations {
    private var known: [StoredText: NodeConfiguration] = [:]

    /// How many are remembered before all are forgotten.
    private static let capacity = 1024

    /// The configuration that the text is.
    ///
    /// - Throws: `DamagedRow` where it is none.
    subscript(text: String) -> NodeConfiguration {
        mutating get throws {
            let key = StoredText(description: text)
            if let configuration = known[key] { return configuration }
            let configuration = try StoredConfiguration.configuration(from: text)
            if known.count >= Self.capacity { known.removeAll(keepingCapacity: true) }
            known[key] = configuration
            return configuration
        }
    }
}
