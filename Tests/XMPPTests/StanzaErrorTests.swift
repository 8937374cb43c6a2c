import Testing
import XMPP

@Suite struct StanzaErrorTests {
    @Test(arguments: StanzaErrorCondition.allCases)
    func `an error is read as it was written`(condition: StanzaErrorCondition) throws {
        for type in StanzaError.ErrorType.allCases {
            let error = StanzaError(
                condition, type: type, text: "Because & so.",
                application: Element("closed-node", namespace: Namespaces.pubsubErrors))
            #expect(StanzaError(error.element) == error)
            let read = try Element(parsing: XMLWriter.string(error.element))
            #expect(StanzaError(read)?.condition == condition)
            #expect(StanzaError(read)?.type == type)
            #expect(StanzaError(read)?.text == "Because & so.")
            #expect(StanzaError(read)?.application?.name == "closed-node")
        }
    }

    @Test func `the conditions are those of RFC 6120 §8.3.3`() {
        #expect(StanzaErrorCondition.allCases.count == 22)
        #expect(StanzaErrorCondition.remoteServerNotFound.rawValue == "remote-server-not-found")
    }

    @Test func `an error without a type has the usual one`() throws {
        let error = try Element(
            parsing:
                "<error xmlns='u'><forbidden xmlns='\(Namespaces.stanzaErrors)'/></error>"
        )
        #expect(StanzaError(error) == StanzaError(.forbidden, type: .auth))
    }

    @Test func `an element that names no condition is no error`() throws {
        #expect(StanzaError(try Element(parsing: "<error><forbidden/></error>")) == nil)
        #expect(
            StanzaError(
                try Element(parsing: "<error><x xmlns='\(Namespaces.stanzaErrors)'/></error>"))
                == nil)
        #expect(StanzaError(Element("iq", namespace: Namespaces.component)) == nil)
    }
}
