import XMPP

/// A subscription's options as a data form (XEP-0060 §16.4.2).
extension Subscription {
    func options(_ type: DataForm.Kind) -> DataForm {
        DataForm(
            type, formType: Namespaces.subscribeOptions,
            fields: [
                DataForm.Field(
                    "pubsub#deliver", type: "boolean", label: "Deliver notifications",
                    values: [isDelivering ? "1" : "0"])
            ])
    }

    /// Takes a submitted form in. Options that we do not have may be declined but not asked for;
    /// `pubsub#show-values` is passed over, for a component sees no presence.
    ///
    /// - Throws: `invalidOptions` or `unsupported`; then nothing is taken.
    mutating func take(_ form: DataForm?) throws(PubSubError) {
        guard let form, form.type != .cancel else { return }
        guard form.type == .submit, [nil, Namespaces.subscribeOptions].contains(form.formType)
        else { throw .invalidOptions("a form of FORM_TYPE #subscribe_options is to be submitted") }
        var taken = self
        for field in form.fields { try taken.take(field) }
        self = taken
    }

    private mutating func take(_ field: DataForm.Field) throws(PubSubError) {
        switch (field.name, field.flag) {
        case ("FORM_TYPE", _), ("pubsub#show-values", _), ("", _): break
        case ("pubsub#deliver", let flag?) where field.values.count == 1: isDelivering = flag
        case ("pubsub#digest", false?), ("pubsub#include_body", false?): break
        // How often digests come, of which there are none.
        case ("pubsub#digest_frequency", _): break
        case ("pubsub#expire", _) where field.isBlank: break
        case ("pubsub#subscription_type", _) where field.isBlank: break
        case ("pubsub#subscription_depth", _) where field.isBlank || field.value == "1": break
        case ("pubsub#expire", _): throw .unsupported(feature: "leased-subscription")
        case ("pubsub#subscription_type", _) where field.value == "items": break
        case ("pubsub#subscription_type", _), ("pubsub#subscription_depth", _):
            throw .unsupported(feature: "collections")
        default:
            throw .invalidOptions("'\(field.name)' cannot be '\(field.value ?? "")'")
        }
    }
}

extension DataForm.Field {
    fileprivate var isBlank: Bool { value?.isEmpty ?? true }
}
