import NIOCore
import Testing

@testable import Gateway

@Suite struct NetworkAddressTests {
    @Test(arguments: [
        ("192.0.2.1", NetworkAddress(ipv4: 0xC000_0201)),
        ("::ffff:192.0.2.1", NetworkAddress(ipv4: 0xC000_0201)),
        ("::1", NetworkAddress(high: 0, low: 1)),
        ("2001:db8::a:b", NetworkAddress(high: 0x2001_0DB8_0000_0000, low: 0x000A_000B)),
        ("2001:DB8:0:0:0:0:A:B", NetworkAddress(high: 0x2001_0DB8_0000_0000, low: 0x000A_000B)),
    ])
    func `An address is read in all its spellings, and one client is one address`(
        text: String, address: NetworkAddress
    ) {
        #expect(NetworkAddress(text) == address)
    }

    @Test(arguments: [
        "", " ", "localhost", "192.0.2", "192.0.2.256", "192.0.2.1.", "192.0.2.1 ", "127.1",
        "0x7f000001", "010.0.0.1.1", "2130706433", "::1%lo", "[::1]", "1::2::3", ":",
        "::ffff:1.2.3",
        "1:2:3:4:5:6:7:8:9", "192.0.2.1\0", String(repeating: ":", count: 5000),
    ])
    func `What is no address is none`(text: String) {
        #expect(NetworkAddress(text) == nil)
    }

    @Test func `The bytes of a socket's address are read in network order`() throws {
        #expect(NetworkAddress([192, 0, 2, 1] as [UInt8]) == NetworkAddress("192.0.2.1"))
        let bytes: [UInt8] = [0x20, 0x01, 0x0D, 0xB8] + Array(repeating: 0, count: 11) + [9]
        #expect(NetworkAddress(bytes) == NetworkAddress("2001:db8::9"))
        #expect(NetworkAddress([1, 2, 3] as [UInt8]) == nil)
        for text in ["192.0.2.1", "2001:db8::9"] {
            let socket = try SocketAddress(ipAddress: text, port: 4711)
            #expect(NetworkAddress(socket) == NetworkAddress(text))
        }
        #expect(NetworkAddress(try SocketAddress(unixDomainSocketPath: "/tmp/s")) == nil)
    }

    @Test func `Of IPv6, 64 bits tell clients apart; of IPv4 all`() throws {
        let accountable = { (text: String) in NetworkAddress(text)?.accountable }
        #expect(accountable("2001:db8::1") == accountable("2001:db8::ffff:0:0:1"))
        #expect(accountable("2001:db8::1") != accountable("2001:db8:0:1::1"))
        #expect(accountable("192.0.2.1") != accountable("192.0.2.2"))
    }

    @Test(arguments: [
        (
            "10.0.0.0/8", ["10.0.0.0", "10.255.255.255", "::ffff:10.1.1.1"],
            ["11.0.0.0", "9.255.255.255"]
        ),
        ("192.0.2.7", ["192.0.2.7"], ["192.0.2.6", "192.0.2.8"]),
        ("0.0.0.0/0", ["0.0.0.0", "255.255.255.255"], ["::1", "2001:db8::1"]),
        ("::/0", ["::1", "1.2.3.4", "ffff::"], []),
        ("fd00::/8", ["fd00::1", "fdff:ffff::"], ["fe00::", "fc00::"]),
        ("2001:db8::/64", ["2001:db8::ffff:0:0:1"], ["2001:db8:0:1::"]),
        ("2001:db8::8000:0:0:0/65", ["2001:db8::ffff:0:0:1"], ["2001:db8::7fff:0:0:1"]),
        ("::1/128", ["::1"], ["::2", "::"]),
        ("192.0.2.128/25", ["192.0.2.128", "192.0.2.255"], ["192.0.2.127"]),
    ])
    func `A network has the addresses that begin as it does`(
        text: String, inside: [String], outside: [String]
    ) throws {
        let network = try #require(Network(text))
        for text in inside {
            #expect(network.contains(try #require(NetworkAddress(text))), "\(text)")
        }
        for text in outside {
            #expect(!network.contains(try #require(NetworkAddress(text))), "\(text)")
        }
    }

    @Test(arguments: [
        "", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0.1/8", "::/129",
        "fd00::1/8", "10.0.0.0/eight", "*", "localhost",
    ])
    func `What is no network, or has bits beyond its length, is refused`(text: String) {
        #expect(Network(text) == nil)
    }
}
