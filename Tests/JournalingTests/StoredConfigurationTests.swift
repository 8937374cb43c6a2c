import PubSub
import Testing
import XMPP

@testable import Journaling

@Suite("StoredConfiguration")
struct StoredConfigurationTests {
    /// Differs from the default in every field.
    private var unusual: NodeConfiguration {
        var configuration = NodeConfiguration()
        configuration.title = "a \"title\" / ä"
        configuration.summary = "a summary"
        configuration.language = "it"
        configuration.contacts = ["a@example.org", "b@example.org"].compactMap { try? JID($0) }
        configuration.payloadType = "urn:a"
        configuration.accessModel = .whitelist
        configuration.publishModel = .subscribers
        configuration.persistsItems.toggle()
        configuration.maximumItems = 7
        configuration.whenFull = .reject
        configuration.itemLifetimeSeconds = 60
        configuration.maximumPayloadBytes = 1000
        configuration.allowsSubscriptions.toggle()
        configuration.deliversPayloads.toggle()
        configuration.deliversNotifications.toggle()
        configuration.notifiesRetract.toggle()
        configuration.notifiesDelete.toggle()
        configuration.notifiesConfiguration.toggle()
        configuration.notifiesSubscriptions.toggle()
        configuration.notificationType = .normal
        configuration.sendsLastItem = .never
        configuration.itemReply = .publisher
        return configuration
    }

    @Test("Every field is stored")
    func storesEverything() throws {
        let (usual, other) = (Mirror(reflecting: NodeConfiguration()), Mirror(reflecting: unusual))
        for (field, changed) in zip(usual.children, other.children) {
            #expect(
                "\(field.value)" != "\(changed.value)", "\(field.label ?? "") is not in this test")
        }
        let text = try StoredConfiguration.text(of: unusual)
        #expect(try StoredConfiguration.configuration(from: text) == unusual)
    }

    @Test("A field that was not known yet has its default, one that is not known any more goes")
    func toleratesOtherVersions() throws {
        var expected = NodeConfiguration()
        expected.title = "t"
        let text = #"{"title":"t","future":"x"}"#
        #expect(try StoredConfiguration.configuration(from: text) == expected)
    }

    @Test(
        "What is impossible does not become the default",
        arguments: ["", "[]", #"{"access_model":"opne"}"#, #"{"max_items":"many"}"#])
    func refuses(text: String) {
        #expect(throws: DamagedRow.self) {
            try StoredConfiguration.configuration(from: text)
        }
    }
}
