import PubSub
import Testing
import XMPP

/// What a stanza asks, where it is not plain.
@Suite("Reading requests")
struct RequestReadingTests {
    @Test("Text beside a payload refuses the item, white space does not (§7.1.3.6)")
    func textBesidePayload() throws {
        let publish = { (inside: String) in
            "<publish node='n'><item>\(inside)</item></publish>"
        }
        #expect(try refusal(publish("\n <a xmlns='b'/>\t")) == nil)
        guard case .invalidPayload? = try refusal(publish("lost<a xmlns='b'/>")) else {
            Issue.record("it is taken")
            return
        }
        guard case .invalidPayload? = try refusal(publish("lost")) else {
            Issue.record("it is taken")
            return
        }
    }

    @Test("An address that is none is an invalid JID, and is not repeated at length (§6.1.3.1)")
    func invalidJID() throws {
        let long = String(repeating: "a", count: 5000)
        for text in ["@", "a@b@c/", long] {
            let error = try #require(try refusal("<subscribe node='n' jid='\(text)'/>"))
            #expect(error.stanzaError.condition == .badRequest)
            let written = XMLWriter.string(error.stanzaError.element)
            #expect(written.contains("<invalid-jid xmlns="))
            #expect(written.utf8.count < 1000)
        }
    }

    @Test("Forms that people send each other are not answered (§8.6)")
    func otherForms() throws {
        let twice = "<field var='a'><value>1</value></field><field var='a'><value>2</value></field>"
        let formType = { (name: String) in
            "<field var='FORM_TYPE' type='hidden'><value>\(name)</value></field>"
        }
        for form in [twice, formType("urn:other") + twice, "<nonsense/>"] {
            #expect(try request(form) == nil)
        }
        #expect(throws: PubSubError.self) {
            try request(formType(Namespaces.subscribeAuthorization) + twice)
        }
    }

    @Test("Only what tells subscribers of an event ends a subscription when it comes back (§13.4)")
    func bounces() throws {
        let service = try JID("pubsub.example.org")
        let romeo = try JID("romeo@example.org")
        let events: [(Notification.Event, Bool)] = [
            (.retract(["a"]), true), (.purge, true), (.configuration(nil), true),
            (.subscription(romeo, .subscribed), false), (.authorizationRequest(romeo), false),
        ]
        for (event, ends) in events {
            let sent = Notification(
                service: "pubsub.example.org", id: "7", recipients: [romeo],
                messageType: .normal, node: "news", event: event
            ).messages(from: service)
            for message in sent {
                let bounce = Stanza(
                    .message, type: "error", id: message.id, from: romeo, to: service,
                    children: [StanzaError(.itemNotFound).element])
                let request = try Request(message: bounce, to: service.domain)
                #expect(request?.verb == (ends ? .bounced("news") : nil))
            }
        }
    }

    private func refusal(_ use: String) throws -> PubSubError? {
        let iq = try Element(
            parsing: """
                <iq xmlns='\(Namespaces.component)' type='set' id='1' from='romeo@example.org/a' \
                to='pubsub.example.org'><pubsub xmlns='\(Namespaces.pubsub)'>\(use)</pubsub></iq>
                """)
        let stanza = try #require(Stanza(iq))
        do throws(PubSubError) {
            _ = try Request(stanza, to: "pubsub.example.org")
            return nil
        } catch {
            return error
        }
    }

    private func request(_ form: String) throws -> Request? {
        let message = try Element(
            parsing: """
                <message xmlns='\(Namespaces.component)' from='romeo@example.org/a' \
                to='pubsub.example.org'><x xmlns='jabber:x:data' type='submit'>\(form)</x></message>
                """)
        return try Request(message: try #require(Stanza(message)), to: "pubsub.example.org")
    }
}
