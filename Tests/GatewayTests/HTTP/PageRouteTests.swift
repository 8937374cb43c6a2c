import Testing

@testable import Gateway

@Suite struct PageRouteTests {
    @Test(arguments: [
        ("data", "data/publish-token"), ("/a/b-c_d.e", "/a/b-c_d.e/publish-token"),
        ("my data", "'my data/publish-token'"), ("it's", #"'it'\''s/publish-token'"#),
    ])
    func `The token's file is one word of a shell`(folder: String, word: String) {
        #expect(PublishToken.word(inFolder: folder) == word)
    }

    @Test func `The page has the file's name as text alone`() {
        let body = PageRoute(tokenFile: #"'"><script>'"#).answer().body
        #expect(body.contains(#"data-token="&apos;&quot;&gt;&lt;script&gt;&apos;""#))
    }
}
