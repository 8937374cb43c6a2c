import Testing
import XMPP

@Suite struct XMLWriterTests {
    @Test func `text comes out of a parser as it went into the writer`() throws {
        let texts = [
            "plain", "a & b < c > d", "]]>", "\"quoted\" 'too'", "line\nline",
            "carriage\r\nreturn\r",
            "\ttab", "emoji 🎈 and é", "\u{FFFD}", "\u{F8FF} \u{FF21} \u{10FFFF}", "\u{7F}\u{85}",
        ]
        for text in texts {
            let element = Element("a", namespace: "u", attributes: [("b", text)], text: text)
            let read = try Element(parsing: XMLWriter.string(element))
            #expect(read.text == text)
            #expect(read[attribute: "b"] == text)
        }
    }

    @Test func `escaped text may stand between tags, an escaped value between quotes`() {
        #expect(XMLWriter.escaped("a<b>&\"c\"\r\n") == "a&lt;b&gt;&amp;\"c\"&#xD;\n")
        #expect(
            XMLWriter.escapedAttribute("<\"'\t\r\n>") == "&lt;&quot;&apos;&#x9;&#xD;&#xA;&gt;")
    }

    @Test func `a character that XML cannot hold is replaced, so that the stream goes on`() throws {
        let element = Element("a", namespace: "", text: "\0a\u{1}b\u{B}c\u{1F}d\u{FFFE}e\u{FFFF}")
        let read = try Element(parsing: XMLWriter.string(element))
        #expect(read.text == "\u{FFFD}a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}e\u{FFFD}")
    }

    @Test func `a namespace is declared where it changes, and nowhere else`() {
        let element = Element(
            "a", namespace: "u",
            children: [
                .element(Element("b", namespace: "u", children: [.text("t")])),
                .element(
                    Element("c", namespace: "v", children: [.element(Element("d", namespace: "v"))])
                ),
                .element(Element("e", namespace: "")),
            ])
        #expect(
            XMLWriter.string(element)
                == #"<a xmlns="u"><b>t</b><c xmlns="v"><d/></c><e xmlns=""/></a>"#)
    }

    @Test func `a namespace in force where the element is placed is not declared again`() {
        var bytes: [UInt8] = []
        XMLWriter.append(Element("iq", namespace: "u"), to: &bytes, inheriting: "u")
        #expect(String(decoding: bytes, as: UTF8.self) == "<iq/>")
    }

    @Test func `an element that is cut out declares the prefixes it had from outside`() throws {
        let document = try Element(
            parsing: "<r xmlns='u' xmlns:p='v' xmlns:q='w'><p:a q:b='1'><p:c/></p:a></r>")
        #expect(
            XMLWriter.string(document.elements[0])
                == #"<p:a xmlns:p="v" xmlns:q="w" q:b="1"><p:c/></p:a>"#)
    }

    @Test func `an attribute in a namespace gets a prefix when it has none that serves`() throws {
        var element = Element("a", namespace: "u")
        element.declarations = [NamespaceDeclaration(prefix: "p", namespace: "other")]
        element.attributes = [
            Attribute(name: "x", namespace: "v", value: "1"),
            Attribute(name: "y", namespace: "v", prefix: "p", value: "2"),
            Attribute(name: "z", namespace: "w", prefix: "p", value: "3"),
            Attribute(name: "lang", namespace: Namespaces.xml, value: "en"),
        ]
        let read = try Element(parsing: XMLWriter.string(element))
        #expect(read.attributes.map(\.namespace) == ["v", "v", "w", Namespaces.xml])
        #expect(read.attributes.map(\.value) == ["1", "2", "3", "en"])
    }

    @Test func `a prefix that was declared for something else is declared anew where it is used`()
        throws
    {
        var inner = Element("b", namespace: "v")
        inner.prefix = "p"
        var outer = Element("a", namespace: "u", children: [.element(inner)])
        outer.prefix = "p"
        let read = try Element(parsing: XMLWriter.string(outer))
        #expect(read.isNamed("a", namespace: "u"))
        #expect(read.first("b", namespace: "v") != nil)
    }

    @Test func `a name wins over a declaration that contradicts it`() throws {
        var element = try Element(parsing: "<a xmlns='u'/>")
        element.namespace = "v"
        #expect(XMLWriter.string(element) == #"<a xmlns="v"/>"#)
        element.namespace = ""
        #expect(XMLWriter.string(element) == "<a/>")
    }

    @Test func `a prefix without a namespace cannot be written and is left out`() {
        var element = Element("a", namespace: "")
        element.prefix = "p"
        #expect(XMLWriter.string(element) == "<a/>")
    }

    @Test func `a fragment is written as it is`() {
        let payload = XMLFragment(name: "json", namespace: Namespaces.json, text: "{}")
        let item = Element("item", namespace: "u", children: [.fragment(payload)])
        #expect(
            XMLWriter.string(item)
                == #"<item xmlns="u"><json xmlns="urn:xmpp:json:0">{}</json></item>"#)
    }

    @Test func `two spellings of a namespace are two namespaces`() {
        let inner = Element("b", namespace: "e\u{301}")
        let text = XMLWriter.string(
            Element("a", namespace: "\u{E9}", children: [.element(inner)]))
        #expect(text.isExactly("<a xmlns=\"\u{E9}\"><b xmlns=\"e\u{301}\"/></a>"))
    }
}
