import Testing
import XMPP

@Suite struct ServiceAnswersTests {
    private func request(_ child: String, type: String = "get") throws -> Stanza {
        let xml =
            "<iq xmlns='jabber:component:accept' type='\(type)' id='1' from='a@b/c' to='d'>"
            + "\(child)</iq>"
        return try #require(Stanza(try Element(parsing: xml)))
    }

    @Test func `a ping is answered with an empty result (XEP-0199 §4)`() throws {
        let ping = try request("<ping xmlns='urn:xmpp:ping'/>")
        #expect(Ping.answer(ping) == ping.result())
    }

    @Test func `a ping that we send is one that we would answer`() throws {
        let ping = Ping.request(id: "1", from: try JID("a"), to: try JID("b"))
        #expect(Ping.answer(ping)?.to?.description == "a")
    }

    @Test func `the version is told to whoever asks (XEP-0092)`() throws {
        let software = SoftwareVersion(name: "Sluice", version: "1.0")
        let answer = try #require(
            software.answer(try request("<query xmlns='jabber:iq:version'/>")))
        #expect(answer.type == "result")
        #expect(answer.payload?.first("name", namespace: Namespaces.version)?.text == "Sluice")
        #expect(answer.payload?.first("version", namespace: Namespaces.version)?.text == "1.0")
    }

    @Test func `anything else is not answered here`() throws {
        let software = SoftwareVersion(name: "Sluice", version: "1.0")
        let others = [
            try request("<ping xmlns='urn:xmpp:ping'/>", type: "result"),
            try request("<query xmlns='jabber:iq:version'/>", type: "set"),
            try request("<query xmlns='u'/>"), try request(""),
        ]
        for stanza in others {
            #expect(Ping.answer(stanza) == nil)
            #expect(software.answer(stanza) == nil)
        }
    }
}
