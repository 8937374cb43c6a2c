import Glibc
import NIOCore

/// An IP address as a number of 128 bits; IPv4 addresses are those of `::ffff:0:0/96` (RFC 4291 §2.5.5.2),
/// as sockets of both families report them too, so that one client is one address.
struct NetworkAddress: Sendable, Hashable {
    var high: UInt64
    var low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// - Parameter ipv4: in the host's byte order.
    init(ipv4: UInt32) {
        high = 0
        low = 0xFFFF_0000_0000 | UInt64(ipv4)
    }

    /// - Parameter bytes: in network order; `nil` unless they are 4 or 16.
    init?(_ bytes: some Collection<UInt8>) {
        let number = bytes.prefix(16).reduce(into: (high: UInt64(0), low: UInt64(0))) {
            $0.high = $0.high << 8 | $0.low >> 56
            $0.low = $0.low << 8 | UInt64($1)
        }
        switch bytes.count {
        case 4: self.init(ipv4: UInt32(truncatingIfNeeded: number.low))
        case 16: self.init(high: number.high, low: number.low)
        default: return nil
        }
    }

    /// Reads an address as it is written; `nil` where it is none. Zones (`%eth0`) and the older
    /// spellings of IPv4 (`127.1`, `0x7f000001`) are none: whoever writes them means to be mistaken.
    init?(_ text: some StringProtocol) {
        let isIPv6 = text.utf8.contains(UInt8(ascii: ":"))
        guard text.utf8.count < Int(INET6_ADDRSTRLEN), !text.utf8.contains(0) else { return nil }
        let bytes = withUnsafeTemporaryAllocation(byteCount: 16, alignment: 4) { buffer in
            inet_pton(isIPv6 ? AF_INET6 : AF_INET, String(text), buffer.baseAddress) == 1
                ? Array(buffer.prefix(isIPv6 ? 16 : 4)) : []
        }
        self.init(bytes)
    }

    /// The address of a socket's end; `nil` at a Unix-domain socket.
    init?(_ socket: SocketAddress) {
        let bytes = socket.withSockAddr { address, size in
            Array(UnsafeRawBufferPointer(start: address, count: size))
        }
        // `sockaddr_in` has the address after family and port, `sockaddr_in6` after the flow, too.
        switch socket {
        case .v4: self.init(bytes.dropFirst(4).prefix(4))
        case .v6: self.init(bytes.dropFirst(8).prefix(16))
        case .unixDomainSocket: return nil
        }
    }

    var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }

    /// The address that clients are counted by: of IPv6 the first 64 bits, for a household or a virtual
    /// machine has all of the others (RFC 6177 §2).
    var accountable: NetworkAddress {
        isIPv4 ? self : NetworkAddress(high: high, low: 0)
    }
}

/// The addresses that begin with the same bits, written `10.0.0.0/8`, `fd00::/8`, or as one address.
struct Network: Sendable, Hashable {
    private let address: NetworkAddress
    private let highMask: UInt64
    private let lowMask: UInt64

    /// `nil` where it is no network, or has bits beyond its length, which is a slip.
    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = NetworkAddress(first) else { return nil }
        let isMapped = address.isIPv4 && !first.utf8.contains(UInt8(ascii: ":"))
        var length = 128
        if parts.count == 2 {
            guard let digits = UInt8(parts[1]), digits <= (isMapped ? 32 : 128) else { return nil }
            length = Int(digits) + (isMapped ? 96 : 0)
        }
        highMask = length >= 64 ? .max : ~(UInt64.max >> UInt64(length))
        lowMask = length <= 64 ? 0 : length >= 128 ? .max : ~(UInt64.max >> UInt64(length - 64))
        guard address.high & ~highMask == 0, address.low & ~lowMask == 0 else { return nil }
        self.address = address
    }

    func contains(_ other: NetworkAddress) -> Bool {
        other.high & highMask == address.high && other.low & lowMask == address.low
    }
}
