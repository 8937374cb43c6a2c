import XMPP

/// A field of the `#node_config` form: how it is offered, read and taken (XEP-0060 §16.4.3).
struct ConfigurationField: Sendable {
    var name: String
    /// As the registry has it: `boolean`, `text-single`, `list-single`, `jid-multi`.
    var type: String
    var label: String
    /// The values of a list.
    var options: [String] = []
    /// The normalised value, which preconditions are compared with; several stand on lines.
    var read: @Sendable (NodeConfiguration) -> String
    /// Takes a normalised or any other spelling of a value.
    ///
    /// - Throws: why it is not possible.
    var write: @Sendable (inout NodeConfiguration, String) throws(PubSubError) -> Void
}

extension ConfigurationField {
    private var takesSeveral: Bool { type == "jid-multi" }

    /// The values as they stand in a form.
    func values(of configuration: NodeConfiguration) -> [String] {
        let value = read(configuration)
        return takesSeveral ? value.split(separator: "\n").map(String.init) : [value]
    }

    /// Takes what stands in a form.
    ///
    /// - Throws: `invalidField` where it is not possible.
    func take(
        _ values: [String], into configuration: inout NodeConfiguration
    ) throws(PubSubError) {
        guard takesSeveral || values.count <= 1 else {
            throw .invalidField(name: name, reason: "it takes one value")
        }
        try write(&configuration, values.joined(separator: "\n"))
    }

    /// A yes or no: `1`, `true`, `0` or `false` (XEP-0004 §3.3).
    static func flag(
        _ name: String, _ label: String,
        _ path: any WritableKeyPath<NodeConfiguration, Bool> & Sendable
    ) -> ConfigurationField {
        ConfigurationField(
            name: name, type: "boolean", label: label,
            read: { $0[keyPath: path] ? "1" : "0" },
            write: { configuration, value throws(PubSubError) in
                switch value {
                case "1", "true": configuration[keyPath: path] = true
                case "0", "false": configuration[keyPath: path] = false
                default:
                    throw .invalidField(name: name, reason: "'\(value)' is neither 1 nor 0")
                }
            })
    }

    static func text(
        _ name: String, _ label: String,
        _ path: any WritableKeyPath<NodeConfiguration, String> & Sendable,
        maximumBytes: Int = 1023
    ) -> ConfigurationField {
        ConfigurationField(
            name: name, type: "text-single", label: label,
            read: { $0[keyPath: path] },
            write: { configuration, value throws(PubSubError) in
                guard value.utf8.count <= maximumBytes else {
                    throw .invalidField(name: name, reason: "it is over \(maximumBytes) bytes long")
                }
                configuration[keyPath: path] = value
            })
    }

    /// A few addresses.
    static func addresses(
        _ name: String, _ label: String,
        _ path: any WritableKeyPath<NodeConfiguration, [JID]> & Sendable, greatestCount: Int = 16
    ) -> ConfigurationField {
        ConfigurationField(
            name: name, type: "jid-multi", label: label,
            read: { $0[keyPath: path].map(\.description).joined(separator: "\n") },
            write: { configuration, value throws(PubSubError) in
                let lines = value.split(separator: "\n")
                guard lines.count <= greatestCount else {
                    throw .invalidField(name: name, reason: "there are over \(greatestCount)")
                }
                configuration[keyPath: path] = try lines.map { line throws(PubSubError) in
                    do {
                        return try JID(String(line))
                    } catch {
                        throw .invalidField(
                            name: name, reason: "'\(line.prefix(64))' is no address")
                    }
                }
            })
    }

    /// One of the words of an enumeration.
    static func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
        _ name: String, _ label: String,
        _ path: any WritableKeyPath<NodeConfiguration, Choice> & Sendable,
        refusing refusal: @escaping @Sendable (String) -> PubSubError? = { _ in nil }
    ) -> ConfigurationField {
        let options = Choice.allCases.map(\.rawValue)
        return ConfigurationField(
            name: name, type: "list-single", label: label, options: options,
            read: { $0[keyPath: path].rawValue },
            write: { configuration, value throws(PubSubError) in
                guard let choice = Choice(rawValue: value) else {
                    let reason = "'\(value)' is none of \(options.joined(separator: ", "))"
                    throw refusal(value) ?? .invalidField(name: name, reason: reason)
                }
                configuration[keyPath: path] = choice
            })
    }

    /// A number from 1 on, or `max` for the greatest.
    static func number(
        _ name: String, _ label: String,
        _ path: any WritableKeyPath<NodeConfiguration, Int> & Sendable, greatest: Int
    ) -> ConfigurationField {
        ConfigurationField(
            name: name, type: "text-single", label: label,
            read: { String($0[keyPath: path]) },
            write: { configuration, value throws(PubSubError) in
                guard let number = value == "max" ? greatest : Int(value), 1...greatest ~= number
                else {
                    let reason = "'\(value)' is neither max nor a number from 1 to \(greatest)"
                    throw .invalidField(name: name, reason: reason)
                }
                configuration[keyPath: path] = number
            })
    }

    /// All fields, in the order of the form.
    static let all: [ConfigurationField] = [
        .text("pubsub#title", "A name for people", \.title),
        .text(
            "pubsub#description", "What the node is about", \.summary, maximumBytes: 4096),
        .text(
            "pubsub#language", "The language of what it tells", \.language, maximumBytes: 64),
        .addresses("pubsub#contact", "Whom to ask about it", \.contacts),
        .text("pubsub#type", "The namespace of its payloads", \.payloadType),
        .choice(
            "pubsub#access_model", "Who may subscribe and read", \.accessModel,
            refusing: { .unsupportedAccessModel($0) }),
        .choice("pubsub#publish_model", "Who may publish", \.publishModel),
        .flag("pubsub#persist_items", "Keep items", \.persistsItems),
        .number(
            "pubsub#max_items", "How many items are kept, or max", \.maximumItems,
            greatest: NodeConfiguration.greatestMaximumItems),
        .choice(
            "pubsub#publish_node_full", "What happens when one more is published", \.whenFull),
        .number(
            "pubsub#item_expire", "After how many seconds items go, or max",
            \.itemLifetimeSeconds, greatest: NodeConfiguration.neverExpires),
        .number(
            "pubsub#max_payload_size", "How many bytes a payload may have", \.maximumPayloadBytes,
            greatest: Int(Int32.max)),
        .flag("pubsub#subscribe", "Take subscriptions", \.allowsSubscriptions),
        .flag("pubsub#deliver_payloads", "Notify with payloads", \.deliversPayloads),
        .flag("pubsub#deliver_notifications", "Notify subscribers", \.deliversNotifications),
        .flag("pubsub#notify_retract", "Notify when items are removed", \.notifiesRetract),
        .flag("pubsub#notify_delete", "Notify when the node is deleted", \.notifiesDelete),
        .flag(
            "pubsub#notify_config", "Notify when the configuration changes",
            \.notifiesConfiguration),
        .flag(
            "pubsub#notify_sub", "Notify owners of new and ended subscriptions",
            \.notifiesSubscriptions),
        .choice("pubsub#notification_type", "The type of notifications", \.notificationType),
        .choice(
            "pubsub#send_last_published_item", "When the last item is sent", \.sendsLastItem),
        .choice("pubsub#itemreply", "Whom an item names as its publisher", \.itemReply),
    ]

    static let byName: [String: ConfigurationField] = Dictionary(
        uniqueKeysWithValues: all.map { ($0.name, $0) })
}
