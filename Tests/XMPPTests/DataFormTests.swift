import Testing
import XMPP

@Suite struct DataFormTests {
    static let xml =
        #"<x xmlns="jabber:x:data" type="form"><title>A node</title>"#
        + #"<instructions>Fill in.</instructions>"#
        + #"<field var="FORM_TYPE" type="hidden"><value>urn:f</value></field>"#
        + #"<field type="fixed"><value>Section</value></field>"#
        + #"<field var="model" type="list-single" label="Who"><required/><value>open</value>"#
        + #"<option label="All"><value>open</value></option>"#
        + #"<option><value>whitelist</value></option></field>"#
        + #"<field var="flag" type="boolean"><value>1</value></field>"#
        + #"<field var="many" type="text-multi"><value>a</value><value/></field></x>"#

    @Test func `a form is read in all its parts`() throws {
        let form = try DataForm(try Element(parsing: Self.xml))
        #expect(form.type == .form)
        #expect(form.title == "A node")
        #expect(form.instructions == "Fill in.")
        #expect(form.formType == "urn:f")
        #expect(form.fields.count == 5)
        let model = try #require(form["model"])
        #expect(model.isRequired)
        #expect(model.label == "Who")
        #expect(model.value == "open")
        #expect(
            model.options == [.init(label: "All", value: "open"), .init(value: "whitelist")])
        #expect(form["flag"]?.flag == true)
        #expect(form["many"]?.values == ["a", ""])
        #expect(form["absent"] == nil)
    }

    @Test func `a form is written as it was read`() throws {
        let form = try DataForm(try Element(parsing: Self.xml))
        #expect(try DataForm(try Element(parsing: XMLWriter.string(form.element))) == form)
    }

    @Test func `a boolean is 1 or true, 0 or false, and else nothing (XEP-0004 §3.3)`() {
        let flags = ["1", "true", "0", "false", "yes", ""].map {
            DataForm.Field("f", values: [$0]).flag
        }
        #expect(flags == [true, true, false, false, nil, nil])
        #expect(DataForm.Field("f").flag == nil)
    }

    @Test func `a form of a kind begins with its FORM_TYPE, hidden unless it is submitted`() {
        let form = DataForm(.result, formType: "urn:f")
        #expect(form.fields == [.init("FORM_TYPE", type: "hidden", values: ["urn:f"])])
        #expect(DataForm(.submit, formType: "urn:f").fields[0].type == nil)
    }

    @Test func `what is no form is refused`() throws {
        let faults: [(String, DataFormError)] = [
            ("<x/>", .notAForm), ("<y xmlns='jabber:x:data'/>", .notAForm),
            ("<x xmlns='jabber:x:data'/>", .unknownType(nil)),
            ("<x xmlns='jabber:x:data' type='z'/>", .unknownType("z")),
            ("<x xmlns='jabber:x:data' type='submit'><field/></x>", .unnamedField),
        ]
        for (xml, error) in faults {
            let element = try Element(parsing: xml)
            #expect(throws: error) { try DataForm(element) }
        }
    }
}
