import Testing
import XMPP

@Suite struct StanzaTests {
    private func stanza(_ xml: String) throws -> Stanza {
        try #require(Stanza(try Element(parsing: xml)))
    }

    static let request =
        "<iq xmlns='jabber:component:accept' type='get' id='1' from='A@b/c' to='pubsub.b' "
        + "xml:lang='de'>"
        + "\n<query xmlns='u'/>\n</iq>"

    @Test func `a stanza is read with its addresses prepared`() throws {
        let stanza = try stanza(Self.request)
        #expect(stanza.kind == .iq)
        #expect(stanza.type == "get")
        #expect(stanza.id == "1")
        #expect(stanza.from?.description == "a@b/c")
        #expect(stanza.to?.description == "pubsub.b")
        #expect(stanza.language == "de")
        #expect(stanza.payload?.name == "query")
        #expect(stanza.isRequest)
    }

    @Test func `a stanza of jabber:client is a stanza too`() throws {
        let stanza = try stanza("<message xmlns='jabber:client' type='chat'/>")
        #expect(stanza.kind == .message)
        #expect(stanza.element.namespace == Namespaces.component)
        #expect(!stanza.isRequest)
    }

    @Test func `what is no stanza is told from what has a bad address`() throws {
        for xml in ["<iq/>", "<handshake xmlns='jabber:component:accept'/>", "<iq xmlns='u'/>"] {
            let element = try Element(parsing: xml)
            #expect(Stanza(element) == nil)
            #expect(StanzaReading(element) == .notAStanza)
        }
    }

    @Test func `a stanza is written in the namespace of components`() throws {
        #expect(
            XMLWriter.string(try stanza(Self.request).element)
                == #"<iq xmlns="jabber:component:accept" type="get" id="1" from="a@b/c""#
                + #" to="pubsub.b" xml:lang="de"><query xmlns="u"/></iq>"#)
    }

    @Test func `a result goes back where the request came from`() throws {
        let result = try stanza(Self.request).result(Element("query", namespace: "u"))
        #expect(
            XMLWriter.string(result.element)
                == #"<iq xmlns="jabber:component:accept" type="result" id="1" from="pubsub.b""#
                + #" to="a@b/c">"#
                + #"<query xmlns="u"/></iq>"#)
        #expect(try stanza(Self.request).result().children.isEmpty)
    }

    @Test func `an error goes back without what was asked`() throws {
        let error = try stanza(Self.request).error(
            StanzaError(.itemNotFound, text: "There is no such node."))
        #expect(
            XMLWriter.string(error.element)
                == #"<iq xmlns="jabber:component:accept" type="error" id="1" from="pubsub.b""#
                + #" to="a@b/c">"#
                + #"<error type="cancel">"#
                + #"<item-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/>"#
                + #"<text xmlns="urn:ietf:params:xml:ns:xmpp-stanzas">"#
                + #"There is no such node.</text>"#
                + #"</error></iq>"#)
    }

    @Test func `a bad sender is told so at the address it wrote (RFC 6120 §8.3.3.8)`() throws {
        let element = try Element(
            parsing:
                "<iq xmlns='jabber:component:accept' type='set' id='1' from='a b@c' to='pubsub.b'/>"
        )
        #expect(Stanza(element) == nil)
        guard case .malformedAddress(let reply?) = StanzaReading(element) else {
            Issue.record("no reply")
            return
        }
        #expect(reply[attribute: "to"] == "a b@c")
        #expect(reply[attribute: "from"] == "pubsub.b")
        #expect(reply[attribute: "id"] == "1")
        #expect(reply[attribute: "type"] == "error")
        #expect(reply.elements.first.flatMap(StanzaError.init)?.condition == .jidMalformed)
    }

    @Test func `a bad recipient does not become the sender of the answer`() throws {
        let element = try Element(
            parsing: "<iq xmlns='jabber:component:accept' type='get' id='1' from='a@c' to='b c@d'/>"
        )
        guard case .malformedAddress(let reply?) = StanzaReading(element) else {
            Issue.record("no reply")
            return
        }
        #expect(reply[attribute: "from"] == nil)
        #expect(reply[attribute: "to"] == "a@c")
    }

    @Test func `an error and a result are not answered, however bad their addresses`() throws {
        for type in ["error", "result"] {
            let element = try Element(
                parsing: "<iq xmlns='jabber:component:accept' type='\(type)' from='@'/>")
            #expect(StanzaReading(element) == .malformedAddress(reply: nil))
        }
    }
}
