import JSONText
import Testing

@Suite struct JSONTests {
    @Test func `A value is written so that it is JSON again`() {
        let value = JSON.object([
            .init("text", .string("\"\\\n\r\t\u{0}\u{1f}é\u{2028}")), .init("number", .integer(-1)),
            .init("list", .array([.boolean(true), .boolean(false), .null, .object([])])),
        ])
        let text =
            #"{"text":"\"\\\n\r\t\u0000\u001fé"# + "\u{2028}"
            + #"","number":-1,"list":[true,false,null,{}]}"#
        #expect(value.text == text)
        #expect(throws: Never.self) { try JSONSyntax.check(value.text) }
    }

    @Test func `Every control character is escaped`() {
        let controls = String(String.UnicodeScalarView((0..<0x20).map { Unicode.Scalar($0) }))
        #expect(JSONSyntax.accepts(JSON.string(controls).text))
    }

    @Test func `Members stay in their order, and verbatim parts as they are`() {
        let value: JSON = ["z": .verbatim("{ \"a\":\t1.50 }"), "a": .string("")]
        #expect(value.text == "{\"z\":{ \"a\":\t1.50 },\"a\":\"\"}")
    }
}
