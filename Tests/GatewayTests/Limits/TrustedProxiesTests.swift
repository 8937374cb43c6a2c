import HTTPTypes
import Seeding
import Testing

@testable import Gateway

/// Whose request it is, where everybody can write who they are.
@Suite struct TrustedProxiesTests {
    /// - Parameter lines: one field each, as they follow in the request.
    private func client(
        _ peer: String, _ lines: [String], _ field: TrustedProxies.Field = .xForwardedFor,
        trusted: [String] = ["10.0.0.0/8", "fd00::/8"], as name: String? = nil
    ) throws -> NetworkAddress? {
        let proxies = TrustedProxies(networks: trusted.compactMap { Network($0) }, field: field)
        var fields = HTTPFields()
        for line in lines {
            let name = try #require(HTTPField.Name(name ?? field.rawValue))
            fields.append(HTTPField(name: name, value: line))
        }
        let address = try #require(NetworkAddress(peer))
        return proxies.client(peer: address, fields: fields)
    }

    private func address(_ text: String) throws -> NetworkAddress {
        try #require(NetworkAddress(text))
    }

    @Test(arguments: TrustedProxies.Field.allCases)
    func `Who is no proxy of ours is the client, whatever it writes`(
        field: TrustedProxies.Field
    ) throws {
        for line in ["10.0.0.1", "for=10.0.0.1", "192.0.2.9"] {
            #expect(try client("198.51.100.1", [line], field) == address("198.51.100.1"))
        }
        #expect(try client("10.0.0.1", ["1.2.3.4"], field, trusted: []) == address("10.0.0.1"))
    }

    @Test(arguments: [
        // What our proxy added is at the right end.
        (["192.0.2.1"], "192.0.2.1"),
        (["8.8.8.8, 192.0.2.1"], "192.0.2.1"),
        (["8.8.8.8", "192.0.2.1"], "192.0.2.1"),
        // Two proxies of ours.
        (["192.0.2.1, 10.0.0.2"], "192.0.2.1"),
        (["8.8.8.8, 192.0.2.1, 10.0.0.2, 10.0.0.3"], "192.0.2.1"),
        (["192.0.2.1", "fd00::7"], "192.0.2.1"),
        // All are ours: a client from inside.
        (["10.9.9.9, 10.0.0.2"], "10.9.9.9"),
        // Ports and brackets.
        (["192.0.2.1:4711"], "192.0.2.1"), (["[2001:db8::1]:4711"], "2001:db8::1"),
        (["2001:db8::1"], "2001:db8::1"), (["[2001:db8::1]"], "2001:db8::1"),
        (["::ffff:192.0.2.1"], "192.0.2.1"), (["  192.0.2.1\t"], "192.0.2.1"),
        (["\t8.8.8.8 ,\t192.0.2.1 "], "192.0.2.1"),
    ])
    func `X-Forwarded-For counts from the right, to the first that is no proxy of ours`(
        lines: [String], expected: String
    ) throws {
        #expect(try client("10.0.0.1", lines) == address(expected))
    }

    @Test(arguments: [
        [], [""], [","], ["unknown"], ["192.0.2.1,"], ["8.8.8.8, garbage"], ["8.8.8.8", ""],
        ["192.0.2.1:"], ["192.0.2.1:99999"], ["192.0.2.1:+80"], ["[2001:db8::1"], ["[192.0.2.1]"],
        ["2001:db8::1]:80"], ["[2001:db8::1]x"], ["127.1"], ["\"192.0.2.1\""], ["for=192.0.2.1"],
        ["192.0.2.1;192.0.2.2"], ["192.0.2.1 192.0.2.2"], ["192.0.2.1%eth0"],
    ])
    func `Where the nearest proxy names no address, it is itself all that is known`(
        lines: [String]
    ) throws {
        #expect(try client("10.0.0.1", lines) == address("10.0.0.1"))
    }

    @Test func `What stands to the left of an address that is none is not looked at`() throws {
        #expect(try client("10.0.0.1", ["8.8.8.8, unknown, 10.0.0.2"]) == address("10.0.0.2"))
    }

    @Test func `However many addresses a client writes, few are looked at`() throws {
        let many = Array(repeating: "10.0.0.7", count: 5000).joined(separator: ",")
        #expect(try client("10.0.0.1", [many]) == address("10.0.0.7"))
        #expect(try client("10.0.0.1", ["8.8.8.8," + many]) == address("10.0.0.7"))
    }

    @Test(arguments: [
        (["for=192.0.2.1"], "192.0.2.1"),
        (["For=192.0.2.1;Proto=https;by=10.0.0.1"], "192.0.2.1"),
        (["proto=http; for=192.0.2.1 ; host=\"a, b;c\""], "192.0.2.1"),
        (["for=8.8.8.8, for=192.0.2.1"], "192.0.2.1"),
        (["for=8.8.8.8", "for=192.0.2.1"], "192.0.2.1"),
        (["for=\"[2001:db8::1]:4711\""], "2001:db8::1"), (["for=\"[2001:db8::1]\""], "2001:db8::1"),
        (["for=\"192.0.2.1:4711\""], "192.0.2.1"), (["for=\"192.0.2.1:_port\""], "192.0.2.1"),
        (["for=192.0.2.1:80"], "192.0.2.1"), (["for=\"192\\.0.2.1\""], "192.0.2.1"),
        (["for=192.0.2.1,for=10.0.0.2"], "192.0.2.1"),
        // What a client leaves open ends with its own field.
        (["for=\"8.8.8.8", "for=192.0.2.1"], "192.0.2.1"),
    ])
    func `Forwarded is read as RFC 7239 has it`(lines: [String], expected: String) throws {
        #expect(try client("10.0.0.1", lines, .forwarded) == address(expected))
    }

    @Test(arguments: [
        [""], ["for"], ["for="], ["for=unknown"], ["for=_hidden"], ["by=192.0.2.1"],
        ["for=192.0.2.1;for=192.0.2.2"], ["for=192.0.2.1,"], ["for=192.0.2.1;"],
        ["for = 192.0.2.1"], ["for=[2001:db8::1]"], ["for=\"192.0.2.1"], ["for=\"192.0.2.1\\"],
        ["for=\"192.0.2.1\"x"], ["192.0.2.1"],
        // A quote that the client left open must not hide or forge what the proxy added.
        ["for=\"8.8.8.8, for=192.0.2.1"], ["for=8.8.8.8;x=\", for=\"[2001:db8::9]\""],
        ["x=\", for=192.0.2.1"], ["for=8.8.8.8, x=\"\\, for=192.0.2.1"],
    ])
    func `A field that is not well-formed, or names nobody, tells nothing`(lines: [String]) throws {
        #expect(try client("10.0.0.1", lines, .forwarded) == address("10.0.0.1"))
    }

    @Test func `At a Unix-domain socket there is a proxy of ours, or nobody is known`() throws {
        let name = try #require(HTTPField.Name("X-Forwarded-For"))
        let fields: HTTPFields = [name: "8.8.8.8, 192.0.2.1"]
        var proxies = TrustedProxies()
        #expect(proxies.client(peer: nil, fields: fields) == nil)
        proxies.areLocal = true
        #expect(try proxies.client(peer: nil, fields: fields) == address("192.0.2.1"))
        #expect(proxies.client(peer: nil, fields: [:]) == nil)
        #expect(
            try proxies.client(peer: address("127.0.0.1"), fields: fields) == address("127.0.0.1"))
    }

    @Test(arguments: [("[10.0.0.0/8, unix]", true, 1), ("fd00::/8", false, 1), ("[]", false, 0)])
    func `Proxies are configured by their networks`(
        list: String, areLocal: Bool, count: Int
    ) throws {
        let yaml = "http:\n  proxies:\n    trusted: \(list)\n    field: forwarded\n"
        let file = try ConfigurationFile(yaml: yaml, path: "sluice.yaml")
        let proxies = try Settings.load(from: file, flags: [], environment: [:]).settings.http
            .proxies
        #expect(proxies.areLocal == areLocal && proxies.networks.count == count)
        #expect(proxies.field == .forwarded)
    }

    @Test func `The field that the proxies do not write is never read`() throws {
        #expect(
            try client("10.0.0.1", ["for=8.8.8.8"], .xForwardedFor, as: "Forwarded")
                == address("10.0.0.1"))
        #expect(
            try client("10.0.0.1", ["8.8.8.8"], .forwarded, as: "X-Forwarded-For")
                == address("10.0.0.1"))
    }

    @Test(arguments: 1...50 as ClosedRange<UInt64>)
    func `Whatever a client writes before it, what our proxy adds decides`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "for=", "10.0.0.2", "8.8.8.8", ",", ";", "\"", "\\", " ", "[::1]", "=", "x", "unknown",
        ]
        for _ in 0..<200 {
            let length = Int.random(in: 0...8, using: &random)
            let forged = (0..<length).map { _ in random.pick(pieces) }.joined()
            // As nginx does: after a comma.
            let appended = try client("10.0.0.1", [forged + ", 192.0.2.1"])
            #expect(try appended == address("192.0.2.1"), "\(forged)")
            // As HAProxy does: in a field of its own.
            let added = try client("10.0.0.1", [forged, "for=192.0.2.1"], .forwarded)
            #expect(try added == address("192.0.2.1"), "\(forged)")
            // After a comma in a field that can be quoted: the proxy's word, or nothing.
            let joined = try client("10.0.0.1", [forged + ", for=192.0.2.1"], .forwarded)
            let (proxy, right) = (try address("10.0.0.1"), try address("192.0.2.1"))
            #expect(joined == right || joined == proxy, "\(forged)")
        }
    }
}
