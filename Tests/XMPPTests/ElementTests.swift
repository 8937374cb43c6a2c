import Testing
import XMPP

@Suite struct ElementTests {
    @Test func `an attribute without a value is left out`() {
        let element = Element(
            "item", namespace: "u", attributes: [("id", "1"), ("publisher", nil)])
        #expect(element.attributes == [Attribute(name: "id", value: "1")])
    }

    @Test func `an attribute can be set, changed and removed by its name`() {
        var element = Element("item", namespace: "u", attributes: [("id", "1")])
        element[attribute: "id"] = "2"
        element[attribute: "node"] = "n"
        #expect(XMLWriter.string(element) == #"<item xmlns="u" id="2" node="n"/>"#)
        element[attribute: "id"] = nil
        element[attribute: "absent"] = nil
        #expect(XMLWriter.string(element) == #"<item xmlns="u" node="n"/>"#)
    }

    @Test func `an attribute in a namespace is not found by its local name alone`() throws {
        let element = try Element(parsing: "<a xmlns:x='u' x:id='1'/>")
        #expect(element[attribute: "id"] == nil)
    }

    @Test func `children are found by name and namespace, whatever their prefix`() throws {
        let element = try Element(
            parsing: "<a xmlns='u' xmlns:v='v'><v:b n='1'/><b n='2'/><b n='3'/>text</a>")
        #expect(element.first("b", namespace: "u")?[attribute: "n"] == "2")
        #expect(element.first("b", namespace: "v")?[attribute: "n"] == "1")
        #expect(element.all("b", namespace: "u").map { $0[attribute: "n"] } == ["2", "3"])
        #expect(element.elements.count == 3)
        #expect(element.first("c", namespace: "u") == nil)
    }

    @Test func `the text is what stands directly in the element`() throws {
        let element = try Element(parsing: "<a>one <b>not this</b>&amp; <![CDATA[<two>]]></a>")
        #expect(element.text == "one & <two>")
    }

    @Test func `xml:lang is read as the language`() throws {
        #expect(try Element(parsing: "<a xml:lang='de'/>").language == "de")
        #expect(try Element(parsing: "<a lang='de'/>").language == nil)
    }
}
