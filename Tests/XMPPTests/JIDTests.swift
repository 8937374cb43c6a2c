import Testing
import XMPP

@Suite struct JIDTests {
    @Test func `an address is parted as in RFC 7622 §3.5`() throws {
        let examples: [(String, String?, String, String?)] = [
            ("juliet@example.com", "juliet", "example.com", nil),
            ("juliet@example.com/foo", "juliet", "example.com", "foo"),
            ("juliet@example.com/foo bar", "juliet", "example.com", "foo bar"),
            ("juliet@example.com/foo@bar", "juliet", "example.com", "foo@bar"),
            ("foo\\20bar@example.com", "foo\\20bar", "example.com", nil),
            ("fussball@example.com", "fussball", "example.com", nil),
            ("π@example.com", "π", "example.com", nil),
            ("king@example.com/♚", "king", "example.com", "♚"),
            ("example.com", nil, "example.com", nil),
            ("example.com/foobar", nil, "example.com", "foobar"),
            ("a.example.com/b@example.net", nil, "a.example.com", "b@example.net"),
            ("server/resource/with/slashes", nil, "server", "resource/with/slashes"),
        ]
        for (text, local, domain, resource) in examples {
            let address = try JID(text)
            #expect(address.local == local)
            #expect(address.domain == domain)
            #expect(address.resource == resource)
            #expect(address.description == text)
            #expect(address.isBare == (resource == nil))
        }
    }

    @Test func `what is no address is refused, and the part is named`() {
        let examples: [(String, JIDError)] = [
            ("", .empty(.domain)), ("juliet@", .empty(.domain)), ("/foobar", .empty(.domain)),
            ("@example.com", .empty(.local)), ("@example.com/", .empty(.local)),
            ("example.com/", .empty(.resource)), ("a@b/", .empty(.resource)),
            ("@", .empty(.local)), ("/", .empty(.domain)), (".", .empty(.domain)),
            ("\"juliet\"@example.com", .forbiddenCharacters(.local)),
            ("foo bar@example.com", .forbiddenCharacters(.local)),
            ("a&b@example.com", .forbiddenCharacters(.local)),
            ("a:b@example.com", .forbiddenCharacters(.local)),
            ("a<b@example.com", .forbiddenCharacters(.local)),
            ("a\u{7F}@example.com", .forbiddenCharacters(.local)),
            ("a\0b@example.com", .forbiddenCharacters(.local)),
            ("a@b@example.com", .forbiddenCharacters(.domain)),
            ("exa mple.com", .forbiddenCharacters(.domain)),
            ("example..com", .forbiddenCharacters(.domain)),
            (".example.com", .forbiddenCharacters(.domain)),
            ("example.com:5222", .forbiddenCharacters(.domain)),
            ("exa\0mple.com", .forbiddenCharacters(.domain)),
            ("example.com/a\0", .forbiddenCharacters(.resource)),
            ("example.com/a\u{1}", .forbiddenCharacters(.resource)),
            ("example.com/a\n", .forbiddenCharacters(.resource)),
        ]
        for (text, error) in examples {
            #expect(throws: error, "\(text)") { try JID(text) }
        }
    }

    @Test func `equal addresses are equal after preparation`() throws {
        let pairs = [
            ("Juliet@Example.COM/Foo", "juliet@example.com/Foo"),
            ("ΣΊΣΥΦΟΣ@example.com", "σίσυφοσ@example.com"),
            ("Fußball@example.com", "fussball@example.com"),
            ("jose\u{301}@example.com", "jos\u{E9}@example.com"),
            ("henry\u{2163}@example.com", "henryiv@example.com"),
            ("ju\u{AD}liet@example.com", "juliet@example.com"),
            ("example.com.", "example.com"), ("EXAMPLE.com./x", "example.com/x"),
            ("\u{FF21}@example.com", "a@example.com"),
            ("example.com/\u{FF21}", "example.com/A"),
        ]
        for (one, other) in pairs {
            #expect(try JID(one) == JID(other))
            #expect(try JID(one).description == other)
        }
    }

    @Test func `a domain is compared as the characters that its labels mean (RFC 7622 §3.2)`()
        throws
    {
        #expect(try JID("BÜCHER.example").description == "bücher.example")
        #expect(try JID("xn--bcher-kva.example").description == "bücher.example")
        #expect(try JID("a@sub.XN--BCHER-KVA.example").domain == "sub.bücher.example")
        #expect(try JID("bücher\u{3002}example").description == "bücher.example")
        #expect(try JID("example\u{FF0E}com").description == "example.com")
    }

    @Test func `a separator that preparation would make of another character is refused`() {
        for text in [
            "evil\u{FF20}example.com", "example.com\u{FF0F}x", "a\u{FF20}b@example.com",
            "exa\u{3000}mple",
        ] {
            #expect(throws: JIDError.self, "\(text)") { try JID(text) }
        }
    }

    @Test func `a mark that combines with a separator does not hide it`() throws {
        let address = try JID("a@example.com/\u{301}x")
        #expect(address.domain == "example.com")
        #expect(try JID("a@\u{301}example.com").local == "a")
    }

    @Test func `a part holds up to 1023 bytes, counted after preparation (RFC 7622 §3.1)`() throws {
        let full = String(repeating: "a", count: 1023)
        let address = try JID("\(full)@\(full)/\(full)")
        #expect(address.local == full)
        #expect(address.domain == full)
        #expect(address.resource == full)
        #expect(address.bare.description.utf8.count == 2047)
        #expect(throws: JIDError.tooLong(.local)) { try JID("a\(full)@b") }
        #expect(throws: JIDError.tooLong(.domain)) { try JID("a@b\(full)") }
        #expect(throws: JIDError.tooLong(.resource)) { try JID("a@b/c\(full)") }
        // U+FDFA becomes 33 bytes.
        let growing = String(repeating: "\u{FDFA}", count: 40)
        #expect(throws: JIDError.tooLong(.resource)) { try JID("a@b/\(growing)") }
    }

    @Test func `host names of servers as they are found are accepted`() throws {
        for host in [
            "localhost", "127.0.0.1", "[::1]", "prosody_1", "a-b.example", "xn--", "[2001:DB8::1]",
        ] {
            #expect(try JID("u@" + host).domain == host.lowercased())
        }
        for host in ["[", "[]", "[::1", "[::g]", "[a]", "::1"] {
            #expect(throws: JIDError.self, "\(host)") { try JID(host) }
        }
    }

    @Test func `the bare address is the address without its resource`() throws {
        let full = try JID("a@b/c/d")
        #expect(full.bare.description == "a@b")
        #expect(full.bare.isBare)
        #expect(full.bare.bare == full.bare)
        #expect(try JID("b/c").bare.description == "b")
        #expect(try full != full.bare && full.bare == JID("A@B"))
    }

    @Test func `addresses are ordered by their text and found by their hash`() throws {
        let addresses = try ["b@x", "a@x/r", "a@x", "x"].map { try JID($0) }
        #expect(addresses.sorted().map(\.description) == ["a@x", "a@x/r", "b@x", "x"])
        #expect(Set(addresses).contains(try JID("B@X")))
    }

    @Test func `an address is small in memory`() {
        #expect(MemoryLayout<JID>.size <= 24)
    }

    @Test func `an address can be made of its parts, which hold no separators`() throws {
        #expect(try JID(local: "A", domain: "B", resource: "C").description == "a@b/C")
        #expect(try JID(local: nil, domain: "b").description == "b")
        #expect(throws: JIDError.forbiddenCharacters(.local)) { try JID(local: "a/b", domain: "c") }
        #expect(throws: JIDError.forbiddenCharacters(.domain)) {
            try JID(local: "a", domain: "b/c")
        }
        #expect(throws: JIDError.empty(.resource)) {
            try JID(local: "a", domain: "b", resource: "")
        }
    }

    @Test func `what preparation leaves in two spellings is two addresses`() throws {
        // Unicode 3.2 does not know this letter (RFC 3454 §7), and so does not normalise it.
        let one = try JID("\u{1B06}@example.com")
        let other = try JID("\u{1B05}\u{1B35}@example.com")
        #expect(one.description == other.description)
        #expect(one != other && Set([one, other]).count == 2)
        #expect(other < one && !(one < other))
    }
}
