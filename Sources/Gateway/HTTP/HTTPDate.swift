import Glibc
import Synchronization

/// The present time as the `Date` of a response (RFC 9110 §5.6.7), formatted once a second.
enum HTTPDate {
    private struct Formatted {
        var second = time_t(-1)
        var text = ""
    }

    private static let last = Mutex(Formatted())

    /// For instance `Sun, 06 Nov 1994 08:49:37 GMT`.
    static var now: String {
        let second = time(nil)
        return last.withLock { last in
            if last.second != second { last = Formatted(second: second, text: format(second)) }
            return last.text
        }
    }

    static func format(_ second: time_t) -> String {
        var second = second
        var parts = tm()
        gmtime_r(&second, &parts)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer in
            let count = strftime(buffer.baseAddress, 32, "%a, %d %b %Y %H:%M:%S GMT", &parts)
            return String(
                decoding: buffer[..<count].lazy.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    }
}
