import Foundation
import PubSub

/// A node's configuration as a JSON object with a text for each field.
///
/// Fields stand by name, so that one that a later version adds has its default in what an earlier
/// one has written. Which fields there are is the configuration's own knowledge.
enum StoredConfiguration {
    /// What all names begin with: it is not stored.
    private static let prefix = "pubsub#"

    static func text(of configuration: NodeConfiguration) throws -> String {
        let values = configuration.values.map {
            (String($0.name.dropFirst(prefix.count)), $0.value)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = try encoder.encode(Dictionary(uniqueKeysWithValues: values))
        return String(decoding: json, as: UTF8.self)
    }

    /// The access model alone; `nil` where it cannot be read.
    static func accessModel(in text: String) -> NodeConfiguration.AccessModel? {
        try? configuration(from: text).accessModel
    }

    /// - Throws: `DamagedRow` where a field has a value that is not possible. It does not become
    ///   the default: that might open what its owner has closed.
    static func configuration(from text: String) throws(DamagedRow) -> NodeConfiguration {
        guard
            let values = try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))
        else { throw DamagedRow(detail: "a configuration that is not JSON") }
        do throws(PubSubError) {
            return try NodeConfiguration(
                values: values.map { (name: prefix + $0.key, value: $0.value) })
        } catch {
            throw DamagedRow(detail: "a configuration: \(error.explanation)")
        }
    }
}
