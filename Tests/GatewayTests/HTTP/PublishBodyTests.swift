import HTTPTypes
import Testing
import XMPP

@testable import Gateway

@Suite struct PublishBodyTests {
    @Test(arguments: [
        ("application/json", "{\"a\": [1,\r\n2]}"), ("application/geo+json", "{}"),
        ("Application/JSON; charset=\"UTF-8\"", " \"<&>]]>\u{1F600}\" "),
    ])
    func `JSON is kept byte for byte in a container of XEP-0335`(type: String, body: String) throws
    {
        let payload = try #require(try PublishBody.payload(body, type: type))
        #expect(payload.name == "json")
        #expect(payload.namespace == "urn:xmpp:json:0")
        #expect(payload.characterData == body)
    }

    @Test(arguments: ["application/xml", "text/xml", "application/atom+xml; charset=utf-8"])
    func `XML is the payload itself`(type: String) throws {
        let body = "<entry xmlns=\"http://www.w3.org/2005/Atom\"><title>a &amp; b</title></entry>"
        let payload = try #require(try PublishBody.payload(body, type: type))
        #expect(payload.xml == body)
    }

    @Test(arguments: ["text/plain", nil, "", "text/plain;charset=utf-8", "text/plain; "])
    func `Text is kept byte for byte in the container of Prosody's modules`(type: String?) throws {
        let body = "line\r\nline\n]]> <b> \u{1F600}"
        let payload = try #require(try PublishBody.payload(body, type: type))
        #expect(payload.name == "data")
        #expect(payload.namespace == Namespaces.data)
        #expect(payload.characterData == body)
    }

    @Test func `No body of no type is an item without payload`() throws {
        #expect(try PublishBody.payload("", type: nil) == nil)
        #expect(try PublishBody.payload("", type: "text/plain")?.characterData == "")
    }

    @Test(arguments: [
        ("application/json", "{", "byte 1"),
        ("application/json", "\"\u{FFFF}\"", "U+FFFF"),
        ("text/plain", "a\u{0}b", "U+0000"),
        ("text/plain", "\u{1B}[0m", "U+001B"),
        ("application/xml", "<a>", "well-formed"),
        ("application/xml", "<!DOCTYPE a><a/>", "document type"),
        ("application/xml", "<a/><b/>", "well-formed"),
    ])
    func `A body that cannot become a payload is refused with its fault`(
        type: String, body: String, fault: String
    ) {
        let problem = #expect(throws: Problem.self) {
            try PublishBody.payload(body, type: type)
        }
        #expect(problem?.status == .unprocessableContent)
        #expect(problem?.detail.contains(fault) == true, "\(problem?.detail ?? "")")
    }

    @Test(arguments: [
        "image/png", "application/x-www-form-urlencoded", "text/plain; charset=iso-8859-1",
        "json", "application/xmlish",
    ])
    func `Other types are refused with the list of those that are taken`(type: String) {
        let problem = #expect(throws: Problem.self) { try PublishBody.payload("a", type: type) }
        #expect(problem?.status == .unsupportedMediaType)
        #expect(problem?.detail.contains("application/json") == true)
    }
}
