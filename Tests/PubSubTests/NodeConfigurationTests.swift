import Seeding
import PubSub
import Testing
import XMPP

@Suite("NodeConfiguration")
struct NodeConfigurationTests {
    @Test("The names and texts of a configuration make it again", arguments: 0..<20)
    func values(seed: UInt64) throws {
        var requests = SeededGenerator(seed: seed)
        var form: [(String, String)] = []
        for field in NodeConfiguration().form.fields.dropFirst() {
            let name = String(field.name.dropFirst("pubsub#".count))
            switch field.type {
            case "boolean": form.append((name, requests.pick(["0", "1", "true", "false"])))
            case "list-single": form.append((name, requests.pick(field.options.map(\.value))))
            default: form.append((name, requests.pick(["1", "7", "300"])))
            }
        }
        let configuration = try NodeConfiguration().submitting(.configuration(form))
        #expect(try NodeConfiguration(values: configuration.values) == configuration)
        #expect(configuration.values.count == form.count)
    }

    @Test("A field that is not known is passed over, one that is missing has its default")
    func versions() throws {
        let values = [(name: "pubsub#title", value: "t"), (name: "pubsub#future", value: "x")]
        var expected = NodeConfiguration()
        expected.title = "t"
        #expect(try NodeConfiguration(values: values) == expected)
    }

    @Test("A value that is not possible does not become the default")
    func damage() {
        let values = [(name: "pubsub#access_model", value: "opne")]
        #expect(throws: PubSubError.self) { try NodeConfiguration(values: values) }
    }

    @Test("A node has a few contacts, and each is an address (pubsub#contact)")
    func contacts() throws {
        func configured(_ contacts: [String]) throws(PubSubError) -> NodeConfiguration {
            try NodeConfiguration().submitting(
                DataForm(
                    .submit, formType: Namespaces.nodeConfiguration,
                    fields: [DataForm.Field("pubsub#contact", values: contacts)]))
        }
        let two = try configured(["nurse@Example.org", "romeo@example.org/x"])
        #expect(two.contacts == [try JID("nurse@example.org"), try JID("romeo@example.org/x")])
        #expect(try NodeConfiguration(values: two.values) == two)
        let shown = two.form.fields.first { $0.name == "pubsub#contact" }
        #expect(shown?.values == ["nurse@example.org", "romeo@example.org/x"])
        #expect(try configured([]).contacts.isEmpty)
        for wrong in [["nobody@"], (0..<17).map { "user\($0)@example.org" }] {
            #expect(throws: PubSubError.self) { try configured(wrong) }
        }
    }

    @Test("Each field has the type of the registry, and a list its options (XEP-0068 §3)")
    func form() {
        let form = NodeConfiguration().form
        #expect(form.fields.first?.type == "hidden")
        for field in form.fields.dropFirst() {
            #expect(
                ["boolean", "jid-multi", "list-single", "text-single"].contains(field.type ?? ""))
            #expect((field.type == "list-single") == !field.options.isEmpty)
            #expect(field.label?.isEmpty == false)
        }
    }
}
