import Glibc

/// Two ends of a connection.
enum Sockets {
    /// A pair without a network, whose buffers are small and behave the same everywhere.
    static func local() -> (client: Int32, server: Int32) {
        var pair: [Int32] = [-1, -1]
        socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair)
        return (pair[0], pair[1])
    }

    /// A TCP connection over the loopback interface, as real readers have.
    static func loopback() -> (client: Int32, server: Int32) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        withUnsafeMutableBytes(of: &address) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { address in
                bind(listener, address.baseAddress, size)
                listen(listener, 1)
                getsockname(listener, address.baseAddress, &size)
                connect(client, address.baseAddress, size)
            }
        }
        return (client, accept(listener, nil, nil))
    }
}
