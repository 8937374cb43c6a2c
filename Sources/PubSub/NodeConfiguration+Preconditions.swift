public import XMPP

/// Publish-options (XEP-0060 §7.1.5): each field is a precondition on the field of the same name,
/// and on a node that publishing creates it is the configuration.
extension NodeConfiguration {
    /// Checks publish-options on a node that is there.
    ///
    /// - Throws: `preconditionNotMet` for the first field that is not as asked or that we do not
    ///   have.
    public func requirePreconditions(_ options: DataForm?) throws(PubSubError) {
        for field in try Self.preconditions(of: options) {
            var asked = self
            try field.take(into: &asked)
            guard asked == self else { throw .preconditionNotMet(field: field.name) }
        }
    }

    /// The configuration of a node that publishing creates.
    ///
    /// - Throws: `preconditionNotMet` for the first field that we do not have or cannot set.
    public func takingPublishOptions(
        _ options: DataForm?
    ) throws(PubSubError) -> NodeConfiguration {
        var configuration = self
        for field in try Self.preconditions(of: options) { try field.take(into: &configuration) }
        return configuration
    }

    /// A form without a type of its own is usual, so that any kind is read as submitted, but for a
    /// cancelled one, which asks for nothing.
    private static func preconditions(
        of options: DataForm?
    ) throws(PubSubError) -> [DataForm.Field] {
        guard let options, options.type != .cancel else { return [] }
        guard [nil, Namespaces.publishOptions].contains(options.formType) else {
            throw .malformed("publish options are a form of FORM_TYPE #publish-options")
        }
        return options.fields.filter { $0.name != "FORM_TYPE" }
    }
}

extension DataForm.Field {
    fileprivate func take(into configuration: inout NodeConfiguration) throws(PubSubError) {
        // Every node is as the field says.
        if ConfigurationField.declines(name, value ?? ""), values.count <= 1 { return }
        guard let known = ConfigurationField.byName[name] else {
            throw .preconditionNotMet(field: name)
        }
        do throws(PubSubError) {
            try known.take(values, into: &configuration)
        } catch {
            throw .preconditionNotMet(field: name)
        }
    }
}
