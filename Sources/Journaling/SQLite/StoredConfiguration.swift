import Foundation
import PubSub

/// A node's configuration as a JSON object with a text for each field.
///
/// Fields stand by name, so that one that a later version adds has its default in what an earlier
/// one has written. No value is checked against today's limits: what was accepted stays.
enum StoredConfiguration {
    static func text(of configuration: NodeConfiguration) throws -> String {
        let values = fields.mapValues { $0.read(configuration) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(values), as: UTF8.self)
    }

    /// - Throws: `DamagedRow` where a field has a value that is not possible. It does not become
    ///   the default: that might open what its owner has closed.
    static func configuration(from text: String) throws(DamagedRow) -> NodeConfiguration {
        guard
            let values = try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))
        else { throw DamagedRow(detail: "a configuration that is not JSON") }
        var configuration = NodeConfiguration()
        for (name, value) in values {
            guard let field = fields[name] else { continue }
            guard field.write(&configuration, value) else {
                throw DamagedRow(detail: "a configuration with \(name) '\(value)'")
            }
        }
        return configuration
    }

    private static let fields: [String: Field] = [
        "title": .value(\.title),
        "description": .value(\.summary),
        "type": .value(\.payloadType),
        "access_model": .choice(\.accessModel),
        "publish_model": .choice(\.publishModel),
        "persist_items": .value(\.persistsItems),
        "max_items": .value(\.maximumItems),
        "deliver_payloads": .value(\.deliversPayloads),
        "deliver_notifications": .value(\.deliversNotifications),
        "notify_retract": .value(\.notifiesRetract),
        "notify_delete": .value(\.notifiesDelete),
        "notify_config": .value(\.notifiesConfiguration),
        "notification_type": .choice(\.notificationType),
        "send_last_published_item": .choice(\.sendsLastItem),
        "itemreply": .choice(\.itemReply),
    ]
}

extension StoredConfiguration {
    /// How a field becomes a text and the text becomes the field.
    private struct Field: Sendable {
        let read: @Sendable (NodeConfiguration) -> String
        /// Gives whether the text is a value of the field.
        let write: @Sendable (inout NodeConfiguration, String) -> Bool

        typealias Path<Value> = any WritableKeyPath<NodeConfiguration, Value> & Sendable

        static func choice<Choice: RawRepresentable<String> & Sendable>(
            _ path: Path<Choice>
        ) -> Field {
            Field(read: { $0[keyPath: path].rawValue }) { configuration, text in
                guard let value = Choice(rawValue: text) else { return false }
                configuration[keyPath: path] = value
                return true
            }
        }

        static func value<Value: LosslessStringConvertible & Sendable>(
            _ path: Path<Value>
        ) -> Field {
            Field(read: { $0[keyPath: path].description }) { configuration, text in
                guard let value = Value(text) else { return false }
                configuration[keyPath: path] = value
                return true
            }
        }
    }
}
