import Testing
import XMPP

@Suite struct XMLTokenizerTests {
    static let conversation =
        streamStart
        + "<handshake/>\n<iq type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq> "
        + "<message><body>5 &lt; 6 🎈</body></message><presence/></stream:stream>"

    @Test func `a stream is cut into its start, its stanzas and its end`() throws {
        let events = XMLTokenizer().feed(Self.conversation)
        #expect(events.count == 6)
        guard case .streamOpened(let root) = events[0] else {
            Issue.record("\(events[0])")
            return
        }
        #expect(root.isNamed("stream", namespace: Namespaces.streams))
        #expect(root[attribute: "id"] == "s1")
        #expect(root.prefix == "stream")
        #expect(root.declarations.map(\.prefix) == ["", "stream"])
        #expect(events[1] == .element(Element("handshake", namespace: Namespaces.component)))
        #expect(events[5] == .streamClosed)
        guard case .element(let message) = events[3] else {
            Issue.record("\(events[3])")
            return
        }
        #expect(message.first("body", namespace: Namespaces.component)?.text == "5 < 6 🎈")
    }

    @Test func `wherever the bytes are cut, the events are the same`() {
        let expected = XMLTokenizer().feed(Self.conversation)
        for chunks in Chunking.all(of: Self.conversation) {
            #expect(XMLTokenizer().feed(chunks: chunks) == expected)
        }
    }

    @Test func `a stanza is reported with its last byte, not with the next one`() {
        let tokenizer = XMLTokenizer()
        #expect(tokenizer.feed(streamStart).count == 1)
        #expect(tokenizer.feed("<iq type='result' id='1'").isEmpty)
        #expect(tokenizer.feed("/").isEmpty)
        #expect(tokenizer.feed(">").count == 1)
        #expect(tokenizer.feed("<message><body>text</body></mess").isEmpty)
        #expect(tokenizer.feed("age").isEmpty)
        #expect(tokenizer.feed(">").count == 1)
    }

    @Test func `stanzas of jabber:client are told by their namespace`() {
        let events = XMLTokenizer().feed(streamStart + "<iq xmlns='jabber:client' type='get'/>")
        guard case .element(let iq)? = events.last else {
            Issue.record("\(events)")
            return
        }
        #expect(iq.isNamed("iq", namespace: Namespaces.client))
    }

    @Test func `white space between stanzas is no stanza and counts for none`() {
        let tokenizer = XMLTokenizer(limits: XMLLimits(maximumBytes: 300))
        #expect(tokenizer.feed(streamStart).count == 1)
        for _ in 0..<1000 { #expect(tokenizer.feed(" ").isEmpty) }
        #expect(tokenizer.feed(String(repeating: "\n", count: 1000)).isEmpty)
        #expect(tokenizer.feed("<presence/>").count == 1)
    }

    @Test func `a limit is a limit for one stanza, not for the stream`() {
        let stanza = "<message><body>" + String(repeating: "x", count: 200) + "</body></message>"
        let tokenizer = XMLTokenizer(limits: XMLLimits(maximumBytes: stanza.utf8.count))
        #expect(tokenizer.feed(streamStart).count == 1)
        let events = tokenizer.feed(String(repeating: stanza, count: 100))
        #expect(events.count == 100)
        #expect(tokenizer.failure == nil)
    }

    @Test func `parsers take over from each other between stanzas without a trace`() {
        let stanzas = (0..<50).map {
            "<message id='\($0)'><n\($0) xmlns='u'>text</n\($0)><stream:x/></message>\n"
        }
        let conversation = streamStart + stanzas.joined() + "</stream:stream>"
        let expected = XMLTokenizer().feed(conversation)
        #expect(expected.count == 52)
        for lifetime in [1, 100, 1000] {
            let whole = XMLTokenizer(parserLifetimeBytes: lifetime)
            #expect(whole.feed(conversation) == expected)
            let bytewise = XMLTokenizer(parserLifetimeBytes: lifetime)
            #expect(bytewise.feed(chunks: conversation.utf8.map { [$0] }) == expected)
        }
    }

    @Test func `the line of an error counts from the start of the stream`() {
        let stanza = "<message>\n</message>\n"
        for lifetime in [1, 1_000_000] {
            let tokenizer = XMLTokenizer(parserLifetimeBytes: lifetime)
            _ = tokenizer.feed(streamStart + String(repeating: stanza, count: 10) + "</x>")
            guard case .notWellFormed(let line, _)? = tokenizer.failure else {
                Issue.record("\(String(describing: tokenizer.failure))")
                return
            }
            #expect(line == 21)
        }
    }
}
