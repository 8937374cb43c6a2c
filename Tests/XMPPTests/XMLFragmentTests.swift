import Testing
import XMPP

@Suite struct XMLFragmentTests {
    @Test func `a fragment declares what its element had from the document around it`() throws {
        let item = try Element(
            parsing: "<item xmlns='u' xmlns:p='v'><entry><p:x/></entry></item>")
        let fragment = XMLFragment(item.elements[0])
        #expect(fragment.xml == #"<entry xmlns="u"><p:x xmlns:p="v"/></entry>"#)
    }

    @Test func `an element without a namespace stays without one wherever it is placed`() throws {
        let payload = try XMLFragment(parsing: "<a><b/></a>")
        #expect(payload.xml == #"<a xmlns=""><b/></a>"#)
        let item = Element("item", namespace: "u", children: [.fragment(payload)])
        let read = try Element(parsing: XMLWriter.string(item))
        #expect(read.first("a", namespace: "")?.first("b", namespace: "") != nil)
        let prefixed = try XMLFragment(parsing: "<p:a xmlns:p='v'><b/></p:a>")
        #expect(prefixed.xml == #"<p:a xmlns:p="v"><b xmlns=""/></p:a>"#)
    }

    @Test func `name and namespace are those of the root`() throws {
        let roots = [
            ("<a/>", "a", ""), ("<a>text</a>", "a", ""), ("<a xmlns='u'/>", "a", "u"),
            ("<p:a xmlns='u' xmlns:p='v'/>", "a", "v"),
            ("<p:a b='1' xmlns:p='v'>x</p:a>", "a", "v"),
            ("<a xmlns='u?a=1&amp;b=&quot;2&quot;'/>", "a", "u?a=1&b=\"2\""),
            ("<a b='/&gt;' xmlns='u'/>", "a", "u"), ("<日本 xmlns='u'/>", "日本", "u"),
        ]
        for (document, name, namespace) in roots {
            let fragment = try XMLFragment(parsing: document)
            #expect(fragment.name == name)
            #expect(fragment.namespace == namespace)
        }
    }

    @Test func `character data is the text that stands directly in the root, unescaped`() throws {
        let documents = [
            ("<a/>", ""), ("<a></a>", ""), ("<a>text</a>", "text"),
            ("<a>&lt;b&gt;&amp;amp;</a>", "<b>&amp;"),
            ("<a b='&gt;/'>x<b>y</b>z<b/>&amp;</a>", "xz&"), ("<a>&#13;\n&quot;</a>", "\r\n\""),
            ("<a><b/></a>", ""), ("<a><b>x<c>y</c></b></a>", ""), ("<a>&amp;lt;&amp;</a>", "&lt;&"),
        ]
        for (document, text) in documents {
            #expect(try XMLFragment(parsing: document).characterData == text)
        }
    }

    @Test func `JSON in a container comes out byte for byte`() {
        let json = "{\"a\":\"<b> & 'c' \\u0000 🎈 ]]>\",\r\n\t\"d\":[1,2]}"
        let fragment = XMLFragment(name: "json", namespace: Namespaces.json, text: json)
        #expect(fragment.characterData == json)
        #expect(fragment.name == "json")
        #expect(fragment.namespace == Namespaces.json)
    }

    @Test func `a large text is read in time that grows with its length only`() {
        let json = String(repeating: "\"&\",", count: 100_000)
        #expect(XMLFragment(name: "json", namespace: "u", text: json).characterData == json)
    }

    @Test func `what is not a serialisation gives nothing, and never traps`() {
        let texts = [
            "", "<", ">", "&", "<a", "<a>", "</a>", "<a xmlns", "<a xmlns=\"", "<a xmlns=\"u",
            "a:b", "<:", "<a:>", "<a>&</a>", "<a>&;</a>", "<a>&amp", "\u{301}", "<a \u{301}=\"x\">",
        ]
        for text in texts {
            let fragment = XMLFragment(trusted: text)
            _ = (fragment.name, fragment.namespace, fragment.characterData)
        }
        #expect(XMLFragment(trusted: "<a>&unknown;&</a>").characterData == "&unknown;&")
    }
}
