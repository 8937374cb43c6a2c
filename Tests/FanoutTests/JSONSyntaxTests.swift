import Testing

@testable import Fanout

@Suite("What is JSON (RFC 8259)")
struct JSONSyntaxTests {
    @Test(
        "A JSON text is taken",
        arguments: [
            "0", "-0", "-1.5e+10", "1E5", "true", "false", "null", "\"\"", #""a\u00e9\n\/\"""#,
            "[]", "{}",
            " [ 1 , [ ] , { } ]\n", #"{ "a" : { "b" : [ null ] } , "" : "é🚰" }"#, "\t\r\n1",
        ])
    func valid(_ text: String) {
        #expect(JSONSyntax.accepts(text))
    }

    @Test(
        "Anything else is not",
        arguments: [
            "", " ", "01", "+1", "1.", ".5", "1e", "-", "tru", "True", "nulll", "\"", "\"\n\"",
            #""\x""#,
            #""\u12g4""#, #""\u123"#, "[", "]", "[1,]", "[,1]", "[1 2]", "{", "{\"a\"}", "{\"a\":}",
            "{a:1}",
            "{\"a\":1,}", "1 2", "NaN", "'a'", "// c\n1", "\u{FEFF}1", "[1]]",
        ])
    func invalid(_ text: String) {
        #expect(!JSONSyntax.accepts(text))
    }

    @Test("Nesting that would cost stack is not taken")
    func depth() {
        #expect(
            JSONSyntax.accepts(
                String(repeating: "[", count: 100) + String(repeating: "]", count: 100)))
        #expect(!JSONSyntax.accepts(String(repeating: "[", count: 1_000_000)))
    }
}
