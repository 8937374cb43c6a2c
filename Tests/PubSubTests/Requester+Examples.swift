import PubSub
import XMPP

extension Requester {
    static func user(_ name: String) throws -> Requester { .entity(try JID("\(name)@example.org")) }
}

extension DataForm {
    static func configuration(_ values: [(String, String)]) -> DataForm {
        DataForm(
            .submit, formType: Namespaces.nodeConfiguration,
            fields: values.map { DataForm.Field("pubsub#\($0.0)", values: [$0.1]) })
    }
}

extension ItemDraft {
    /// An item with a payload of a few bytes.
    static func small(_ id: ItemID?) -> ItemDraft {
        ItemDraft(id: id, payloads: [XMLFragment(name: "a", namespace: "urn:example", text: "b")])
    }
}
