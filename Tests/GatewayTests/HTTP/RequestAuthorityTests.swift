import Testing

@testable import Gateway

@Suite struct RequestAuthorityTests {
    @Test(arguments: [
        ("/a", "pubsub.example.org", "pubsub.example.org"),
        ("/a", "pubsub.example.org:5280", "pubsub.example.org:5280"),
        ("/a", " localhost ", "localhost"), ("/a", "[2001:db8::1]:80", "[2001:db8::1]:80"),
        ("/a", "192.0.2.1:", "192.0.2.1:"), ("/a", "b%C3%BC.example_1", "b%C3%BC.example_1"),
        ("/a", "", ""), ("/a?x=http://b/", "a", "a"), ("*", "a", "a"),
        // RFC 9112 §3.2.2: what the target says takes the place of the field.
        ("http://b.example/a", "a", "b.example"), ("HTTPS://b:1?x", "a", "b:1"),
        ("http://[::1]/a/b:c", "a", "[::1]"),
    ])
    func `The target names the host where it is absolute, else the field does`(
        target: String, host: String, named: String
    ) throws {
        #expect(
            try RequestAuthority.http1(target: target, hosts: [host], isRequired: true) == named)
    }

    @Test(arguments: [
        "a b", "a/b", "user@a", "a:b", "a:80:80", "::1", "[::1", "[::1]a", "[a%25b]", "a,b", "a?b",
        "a#b", "a\u{1}", "a\\b", "\"a\"", "<a>",
    ])
    func `What is no host is refused`(host: String) {
        #expect(throws: RequestAuthority.Fault.malformed(host)) {
            try RequestAuthority.http1(target: "/", hosts: [host], isRequired: true)
        }
        #expect(throws: RequestAuthority.Fault.self) {
            try RequestAuthority.http2(authority: host, target: "/", hosts: [])
        }
    }

    @Test(arguments: ["http:///a", "http://?x", "http://user@a/b", "http://a b/"])
    func `So is what is no host in the target`(target: String) {
        #expect(throws: RequestAuthority.Fault.self) {
            try RequestAuthority.http1(target: target, hosts: ["a"], isRequired: true)
        }
    }

    @Test func `One field there must be, and two there must not, the same or others`() throws {
        #expect(throws: RequestAuthority.Fault.missing) {
            try RequestAuthority.http1(target: "http://a/", hosts: [], isRequired: true)
        }
        #expect(try RequestAuthority.http1(target: "/", hosts: [], isRequired: false) == nil)
        #expect(
            try RequestAuthority.http1(target: "http://a/", hosts: [], isRequired: false) == "a")
        for hosts in [["a", "a"], ["a", "b"], ["", "a"]] {
            #expect(throws: RequestAuthority.Fault.several(2)) {
                try RequestAuthority.http1(target: "/", hosts: hosts, isRequired: true)
            }
            #expect(throws: RequestAuthority.Fault.several(2)) {
                try RequestAuthority.http2(authority: "a", target: "/", hosts: hosts)
            }
        }
    }

    @Test func `Over HTTP/2 all that names a host must name the same one`() throws {
        let named = try RequestAuthority.http2(authority: "a.example", target: "/", hosts: [])
        #expect(named == "a.example")
        #expect(try RequestAuthority.http2(authority: nil, target: "/", hosts: ["b"]) == "b")
        #expect(try RequestAuthority.http2(authority: "a", target: "/", hosts: ["A"]) == "a")
        #expect(throws: RequestAuthority.Fault.different("a", "b")) {
            try RequestAuthority.http2(authority: "a", target: "/", hosts: ["b"])
        }
        #expect(throws: RequestAuthority.Fault.different("a", "b")) {
            try RequestAuthority.http2(authority: "a", target: "http://b/x", hosts: [])
        }
        #expect(throws: RequestAuthority.Fault.missing) {
            try RequestAuthority.http2(authority: nil, target: "/", hosts: [])
        }
    }
}
