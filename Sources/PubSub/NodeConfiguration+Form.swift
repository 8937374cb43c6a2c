public import XMPP

/// A node's configuration as a data form, and what forms do to it (XEP-0060 §8.2, §7.1.5).
extension NodeConfiguration {
    /// The form that an owner gets to fill in (§8.2.2).
    public var form: DataForm {
        DataForm(
            .form, formType: Namespaces.nodeConfiguration, title: "Node configuration",
            fields: ConfigurationField.all.map { field in
                DataForm.Field(
                    field.name, type: field.type, label: field.label,
                    values: field.values(of: self),
                    options: field.options.map { DataForm.Option(value: $0) })
            })
    }

    /// The form that subscribers are told of a change with (§8.2.5.3).
    var notice: DataForm {
        DataForm(
            .result, formType: Namespaces.nodeConfiguration,
            fields: ConfigurationField.all.map {
                DataForm.Field($0.name, values: $0.values(of: self))
            })
    }

    /// The configuration with a submitted form taken into it. A cancelled form changes nothing, an
    /// incomplete one what it names (§8.2.4), and what it names and we do not know is passed over.
    ///
    /// - Throws: which field has a value that is not possible; then none is taken.
    public func submitting(_ form: DataForm?) throws(PubSubError) -> NodeConfiguration {
        guard let form, form.type != .cancel else { return self }
        guard form.type == .submit, [nil, Namespaces.nodeConfiguration].contains(form.formType)
        else { throw .malformed("a form of type submit and FORM_TYPE #node_config is needed") }
        var configuration = self
        for field in form.fields {
            try ConfigurationField.refuse(field.name, field.value ?? "")
            guard let known = ConfigurationField.byName[field.name] else { continue }
            try known.take(field.values, into: &configuration)
        }
        return configuration
    }

    /// What everybody may know of the node (§5.4, the `#meta-data` form).
    public var metadata: DataForm {
        let shown = [
            "pubsub#title", "pubsub#description", "pubsub#language", "pubsub#type",
            "pubsub#access_model",
            "pubsub#publish_model", "pubsub#max_items",
        ]
        return DataForm(
            .result, formType: Namespaces.metaData,
            fields: shown.compactMap { ConfigurationField.byName[$0] }.map { field in
                DataForm.Field(
                    field.name, type: field.type, label: field.label, values: [field.read(self)])
            })
    }

    /// The name that discovery shows.
    var nameToShow: String? { title.isEmpty ? nil : title }

    var showsPublisher: Bool { itemReply == .publisher }
}
