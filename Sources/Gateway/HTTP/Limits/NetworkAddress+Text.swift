import Glibc

extension NetworkAddress: CustomStringConvertible {
    /// As people write it: `192.0.2.1`, `2001:db8::1` (RFC 5952).
    var description: String {
        var bytes = withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) }
        if isIPv4 { bytes.removeFirst(12) }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(isIPv4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count)) != nil
        else { return "" }
        return String(
            decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
