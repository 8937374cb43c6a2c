import CKernel
import Fanout
import Glibc

/// What accepting asks of the operating system.
extension Kernel {
    /// What came of looking for a connection.
    enum Accepted {
        /// The caller's to close, with its peer's address where it has one.
        case connection(Int32, NetworkAddress?)
        /// Nobody waits.
        case nobody
        /// The system has no descriptor or no memory left for a further connection.
        case exhausted
    }

    /// Takes a connection from a socket that listens, without waiting.
    static func accept(_ listener: Int32) -> Accepted {
        while true {
            var address = sockaddr_storage()
            var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let descriptor = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    accept4(
                        listener, $0, &size,
                        Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue))
                }
            }
            if descriptor >= 0 { return .connection(descriptor, NetworkAddress(address)) }
            switch errno {
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted
            // The next may still be there (accept(2)).
            case EINTR, ECONNABORTED, EPROTO: continue
            default: return .nobody
            }
        }
    }

    /// What came of reading.
    enum Received {
        case bytes(Int)
        /// There is nothing yet.
        case nothing
        /// The peer said nothing and will not, or is gone.
        case ended
    }

    /// Reads what is there and leaves it there.
    static func peek(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Received {
        receive(from: descriptor, into: buffer, Int32(MSG_PEEK))
    }

    /// Reads bytes that are known to be there. `false`: the connection is gone.
    static func skip(
        _ count: Int, of descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
    ) -> Bool {
        let part = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(count))
        guard case .bytes(count) = receive(from: descriptor, into: part, 0) else { return false }
        return true
    }

    /// Closes a descriptor and nothing else: its socket may go on listening elsewhere.
    static func letGo(_ descriptor: Int32) {
        _ = Glibc.close(descriptor)
    }

    private static func receive(
        from descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, _ flags: Int32
    ) -> Received {
        while true {
            let count = recv(
                descriptor, buffer.baseAddress, buffer.count,
                flags | Int32(MSG_DONTWAIT))
            if count > 0 { return .bytes(count) }
            if count < 0, errno == EINTR { continue }
            return count < 0 && errno == EAGAIN ? .nothing : .ended
        }
    }
}

extension NetworkAddress {
    /// The address of a socket's end; `nil` at a Unix-domain socket.
    init?(_ address: sockaddr_storage) {
        let found = withUnsafeBytes(of: address) { bytes -> NetworkAddress? in
            // `sockaddr_in` has the address after family and port, `sockaddr_in6` after the flow, too.
            switch Int32(address.ss_family) {
            case AF_INET: NetworkAddress(bytes.dropFirst(4).prefix(4))
            case AF_INET6: NetworkAddress(bytes.dropFirst(8).prefix(16))
            default: nil
            }
        }
        guard let found else { return nil }
        self = found
    }
}
