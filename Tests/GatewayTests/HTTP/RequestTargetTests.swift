import Testing

@testable import Gateway

@Suite struct RequestTargetTests {
    @Test(arguments: [
        ("/", "/", [:]),
        ("/eventsource/a//b/", "/eventsource/a//b/", [:]),
        ("/x?a=1&b=2", "/x", ["a": "1", "b": "2"]),
        ("/x?a=1+1&b=%2B%20", "/x", ["a": "1 1", "b": "+ "]),
        ("/x?a&b=&=c&&d=e=f", "/x", ["a": "", "b": "", "": "c", "d": "e=f"]),
        ("/x#fragment?a=1", "/x", [:]),
        ("http://example.org/x?a=1", "/x", ["a": "1"]),
        ("http://example.org", "", [:]),
        ("*", "*", [:]),
        ("", "", [:]),
    ])
    func `A target is split into path and query, origin form and absolute form alike`(
        text: String, path: String, query: [String: String]
    ) throws {
        let target = try RequestTarget(text)
        #expect(target.path == path)
        #expect(target.query.count == query.count)
        for (name, value) in query { #expect(target.first(name) == value) }
    }

    @Test(arguments: [
        ("plain", "plain"), ("a%20b", "a b"), ("a+b", "a+b"), ("%e2%82%ac", "€"), ("%", "%"),
        ("100%", "100%"), ("%4", "%4"), ("%zz", "%zz"), ("%25zz", "%zz"), ("a%2Fb", "a/b"),
    ])
    func `A path is decoded as browsers encode it, and stray percent signs stay`(
        text: String, decoded: String
    ) throws {
        #expect(try PercentEncoding.decoded(text) == decoded)
    }

    @Test(arguments: ["%ff", "%c3", "%ed%a0%80", "a%80b"])
    func `Escapes that are not UTF-8 are refused`(text: String) {
        #expect(throws: Problem.self) { try PercentEncoding.decoded(text) }
    }

    @Test(arguments: ["", "a/b", "ü ?#%&+'\"<>", "\u{0}\r\n", "日本"])
    func `What is encoded is decoded again, and harmless in a header`(text: String) throws {
        let encoded = PercentEncoding.encoded(text)
        #expect(try PercentEncoding.decoded(encoded) == text)
        #expect(try PercentEncoding.decodedForm(encoded) == text)
        #expect(encoded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
    }
}
