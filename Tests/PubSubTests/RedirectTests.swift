import PubSub
import Testing

@Suite("What takes the place of a deleted node (§8.4.2)")
struct RedirectTests {
    @Test(
        "A redirect is a URI with a scheme, and no other text",
        arguments: [
            ("xmpp:pubsub.example.org?;node=news", true), ("https://example.org/a%20b#c", true),
            ("x-a+b.1:[::1]", true), ("", false), ("news", false), (":news", false),
            ("xmpp:", false), ("1a:b", false), ("a b:c", false), ("a:b c", false),
            ("a:b\nc", false), ("a:<b>", false), ("a:\"", false), ("a:ü", false),
        ])
    func form(_ text: String, _ isURI: Bool) {
        #expect((Redirect(text) != nil) == isURI)
    }

    @Test("A redirect has a length that every notification can bear")
    func length() {
        let room = Redirect.maximumBytes - 2
        #expect(Redirect("a:" + String(repeating: "b", count: room)) != nil)
        #expect(Redirect("a:" + String(repeating: "b", count: room + 1)) == nil)
    }
}
