import JSONText
import Testing

@Suite struct JSONSyntaxTests {
    @Test(arguments: [
        "0", "-0", "12", "-1.5e+10", "1E5", "true", "false", "null", "\"\"", "\"é\\u00e9\\n\\/\"",
        "[]", "{}", " [ 1 , 2 ] ", "{\"a\":{\"b\":[{}]}}", "\t\r\n{\"a\" : null}\n", "\"\u{7f}\"",
        "[[],[[]],{\"\":\"\"}]", "{\"a\":1,\"a\":2}",
    ])
    func `JSON is accepted`(text: String) {
        #expect(throws: Never.self) { try JSONSyntax.check(text) }
    }

    @Test(arguments: [
        ("", 0), (" ", 1), ("{", 1), ("[", 1), ("[1,]", 3), ("{\"a\":1,}", 7), ("{a:1}", 1),
        ("{'a':1}", 1), ("01", 1), ("1.", 2), (".5", 0), ("1e", 2), ("+1", 0), ("-", 1),
        ("nul", 3), ("tru1", 3), ("NaN", 0), ("[1 2]", 3), ("1 2", 2), ("\"a", 2), ("\"\n\"", 1),
        ("\"\\x\"", 2), ("\"\\u12g4\"", 5), ("{\"a\" 1}", 5), ("[}", 1), ("{]", 1), ("[1}", 2),
        ("{\"a\":1]", 6), ("\u{FEFF}1", 0), ("// c\n1", 0), ("]", 0), ("{\"a\"}", 4), ("[,1]", 1),
    ])
    func `What is not JSON is refused where it goes wrong`(text: String, offset: Int) {
        let fault = #expect(throws: JSONSyntax.Fault.self) { try JSONSyntax.check(text) }
        #expect(fault?.offset == offset)
    }

    @Test func `Nesting is bounded, and costs no stack`() {
        let limit = JSONSyntax.maximumDepth
        let fits = String(repeating: "[", count: limit) + String(repeating: "]", count: limit)
        #expect(throws: Never.self) { try JSONSyntax.check(fits) }
        #expect(throws: JSONSyntax.Fault.self) { try JSONSyntax.check("[\(fits)]") }
        #expect(throws: JSONSyntax.Fault.self) {
            try JSONSyntax.check(String(repeating: "[{\"a\":", count: 100_000))
        }
    }

    @Test func `A text that is asked about is accepted or not`() {
        #expect(JSONSyntax.accepts(#"{ "a" : { "b" : [ null ] } , "" : "é🚰" }"#))
        #expect(!JSONSyntax.accepts("{a:1}"))
    }
}
