extension DataForm {
    /// One field of a form (XEP-0004 §3.2).
    public struct Field: Sendable, Hashable {
        /// The `var` attribute; `""` for a `fixed` field, which only shows text.
        public var name: String
        /// The `type` attribute, such as `boolean` or `list-single`; a submitted form may leave it
        /// out.
        public var type: String?
        /// A question for people.
        public var label: String?
        /// Whether an answer must be given.
        public var isRequired: Bool
        /// The values, in order.
        public var values: [String]
        /// What may be chosen in a list.
        public var options: [Option]

        /// Makes a field.
        public init(
            _ name: String, type: String? = nil, label: String? = nil, isRequired: Bool = false,
            values: [String] = [], options: [Option] = []
        ) {
            self.name = name
            self.type = type
            self.label = label
            self.isRequired = isRequired
            self.values = values
            self.options = options
        }

        /// The first value.
        public var value: String? { values.first }

        /// The first value as a boolean: `1` and `true`, `0` and `false`; `nil` for anything else
        /// (XEP-0004 §3.3).
        public var flag: Bool? {
            switch value {
            case "1", "true": true
            case "0", "false": false
            default: nil
            }
        }
    }

    /// One choice of a list.
    public struct Option: Sendable, Hashable {
        /// What people read.
        public var label: String?
        /// What is submitted.
        public var value: String

        /// Makes a choice.
        public init(label: String? = nil, value: String) {
            self.label = label
            self.value = value
        }
    }
}
