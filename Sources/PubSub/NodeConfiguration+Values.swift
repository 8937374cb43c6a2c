/// A configuration as names and texts, for whoever stores it: a field that a later version adds
/// needs no change there.
extension NodeConfiguration {
    /// Each field by its name, such as `pubsub#title`, with its normalised value: two
    /// configurations are equal if these are.
    public var values: [(name: String, value: String)] {
        ConfigurationField.all.map { ($0.name, $0.read(self)) }
    }

    /// The configuration with these values, and the defaults for the fields that are not among
    /// them. Names that are not known are passed over: a later version may have written them.
    ///
    /// - Throws: `invalidField` for a value that is not possible. It does not become the default:
    ///   that might open what its owner has closed.
    public init(
        values: some Sequence<(name: String, value: String)>
    ) throws(PubSubError) {
        self.init()
        for (name, value) in values {
            try ConfigurationField.byName[name]?.write(&self, value)
        }
    }
}
