import Testing
import XMPP

/// What goes in comes out: each document is written as it was read, however it arrived.
@Suite struct RoundTripTests {
    /// Documents as our writer writes them, so that the texts can be compared.
    static let documents = [
        "<a/>",
        #"<a xmlns="u"/>"#,
        #"<p:a xmlns:p="u"/>"#,
        #"<a xmlns="u"><b xmlns="v"><c xmlns=""/></b></a>"#,
        #"<a xmlns="u"><b xmlns="u"/></a>"#,
        #"<p:a xmlns:p="u" xmlns:q="u"><q:b/><p:b/></p:a>"#,
        #"<p:a xmlns:p="u"><p:a xmlns:p="v"/><p:a/></p:a>"#,
        #"<a xmlns="u" xmlns:p="v" c="1" p:b="2" xml:lang="en" a="3"/>"#,
        #"<a xmlns:p="v" p:b="1" b="2"/>"#,
        #"<a b="&lt;&gt;&amp;&quot;&apos;&#x9;&#xA;&#xD;"/>"#,
        "<a>one<b/>two<b>three</b>\n\t four&#xD;\n</a>",
        "<a>&lt;b&gt; &amp;amp; ]]&gt;</a>",
        "<é>Größe 🎈 日本</é>",
        #"<entry xmlns="http://www.w3.org/2005/Atom"><title type="html">&lt;b&gt;</title>"#
            + #"<content type="xhtml"><h:div xmlns:h="http://www.w3.org/1999/xhtml">x<h:br/>y"#
            + #"</h:div></content></entry>"#,
        #"<json xmlns="urn:xmpp:json:0">{"a":"b &amp; c","d":[1,2,"🎈"]}</json>"#,
    ]

    @Test(arguments: documents)
    func `a document is written as it was read`(document: String) throws {
        #expect(XMLWriter.string(try Element(parsing: document)) == document)
    }

    @Test(arguments: documents)
    func `a stanza's content survives every way in which it may arrive`(document: String) throws {
        let expected = try Element(parsing: document)
        // In a stream the default namespace is the stream's, so the document brings its own.
        let fragment = XMLFragment(expected).xml
        for chunks in Chunking.all(of: streamStart + "<message>" + fragment + "</message>") {
            let events = XMLTokenizer().feed(chunks: chunks)
            guard case .element(let message)? = events.last, events.count == 2 else {
                Issue.record("\(events)")
                return
            }
            #expect(message.elements.map { XMLFragment($0).xml } == [fragment])
        }
    }

    @Test(arguments: documents)
    func `a fragment is stable: read again and written again it is the same`(document: String)
        throws
    {
        let fragment = try XMLFragment(parsing: document)
        #expect(try XMLFragment(parsing: fragment.xml) == fragment)
    }

    @Test func `documents in another style keep their meaning`() throws {
        let documents = [
            ("<a b='1'  c = '2' ></a >", #"<a b="1" c="2"/>"#),
            ("<?xml version='1.0' encoding='utf-8'?>\n<a/>\n", "<a/>"),
            ("<a><![CDATA[<&]]>]]&gt;</a>", "<a>&lt;&amp;]]&gt;</a>"),
            ("<a>&#65;&#x42;&apos;&quot;</a>", "<a>AB'\"</a>"),
            ("<a>\r\n</a>", "<a>\n</a>"),
            ("\u{FEFF}<a/>", "<a/>"),
        ]
        for (document, expected) in documents {
            #expect(XMLWriter.string(try Element(parsing: document)) == expected)
        }
    }
}
