import Glibc
import NIOCore
import NIOPosix

/// A plain blocking socket: it sends what a test tells it, whole or byte by byte, and reads until it has
/// seen what the test waits for.
///
/// Its calls run on threads of their own, because the server needs the others, and one client of a test may
/// wait for what another is to send.
final class LoopbackClient: Sendable {
    struct Failure: Error {
        var reason: String
        var received: String
    }

    private static let threads = {
        let threads = NIOThreadPool(numberOfThreads: 32)
        threads.start()
        return threads
    }()

    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        // A timeval: seconds, microseconds. Which module its members belong to depends on what else
        // the compiler reads with this file.
        var patience = (40, 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        // The same of an address.
        let result = try SocketAddress(ipAddress: "127.0.0.1", port: port).withSockAddr {
            connect(descriptor, $0, socklen_t($1))
        }
        guard result == 0 else { throw Failure(reason: "no connection", received: "") }
    }

    deinit { close(descriptor) }

    func send(_ text: String) async throws {
        try await blocking { [descriptor] in
            let bytes = Array(text.utf8)
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { throw Failure(reason: "not sent", received: "") }
                sent += count
            }
        }
    }

    /// Says that nothing more will be sent.
    func finish() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// - Returns: everything that came until `mark` was in it.
    func read(until mark: String) async throws -> String {
        try await read { $0.contains(mark) }
    }

    /// - Returns: everything that came before the server closed.
    func readToEnd() async throws -> String {
        try await read { _ in false }
    }

    func read(until isEnough: @escaping @Sendable (String) -> Bool) async throws -> String {
        try await blocking { [descriptor] in
            var received: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let text = String(decoding: received, as: UTF8.self)
                if isEnough(text) { return text }
                let count = recv(descriptor, &buffer, buffer.count, 0)
                if count == 0 || count < 0 && errno == ECONNRESET { return text }
                guard count > 0 else { throw Failure(reason: "nothing came", received: text) }
                received += buffer[..<count]
            }
        }
    }

    private func blocking<Result: Sendable>(
        _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await Self.threads.runIfActive(work)
    }
}
