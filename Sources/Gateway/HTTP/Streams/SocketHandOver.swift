import Fanout
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// A connection's socket, taken away from its channel to become a reader's.
struct SocketHandOver: Sendable {
    /// The caller's to close.
    var descriptor: Int32
    var framing: Framing

    /// Takes the socket of a channel on which the answer to the last request has not begun, and
    /// closes the channel without a word.
    ///
    /// NIO gives no descriptor away, so the socket gets a second one, which outlives the channel's.
    /// - Returns: `nil` where there is no descriptor left, or no socket; the channel is as before.
    static func take(from channel: any Channel) async throws -> SocketHandOver? {
        try await channel.eventLoop.submit { () -> SocketHandOver? in
            let pipeline = channel.pipeline.syncOperations
            let version = try pipeline.handler(type: RequestWatch.self).version
            let copy = try pipeline.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
                fcntl($0, F_DUPFD_CLOEXEC, 0)
            }
            guard let descriptor = copy, descriptor >= 0 else { return nil }
            // Frames are whole sends: holding one back for an acknowledgement only delays it.
            var isOn: Int32 = 1
            setsockopt(
                descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn,
                socklen_t(MemoryLayout<Int32>.size))
            channel.close(promise: nil)
            return SocketHandOver(
                descriptor: descriptor, framing: version == .http1_0 ? .none : .chunked)
        }.get()
    }
}
