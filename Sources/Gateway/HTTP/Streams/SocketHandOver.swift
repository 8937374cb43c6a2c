import Glibc
import NIOCore
import NIOPosix

/// Takes a connection's socket away from its channel, for a reader.
enum SocketHandOver {
    /// A second descriptor of the channel's socket, which outlives the channel's own: NIO gives none
    /// away. The caller closes the channel, without a word.
    ///
    /// - Returns: the caller's to close; `nil` where there is no descriptor left, or no socket.
    static func take(from context: ChannelHandlerContext) -> Int32? {
        let pipeline = context.pipeline.syncOperations
        let copy = try? pipeline.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
            fcntl($0, F_DUPFD_CLOEXEC, 0)
        }
        guard let copy, copy >= 0 else { return nil }
        return copy
    }

    /// The same of a channel, from outside.
    ///
    /// - Throws: `IOError` where there is no descriptor left.
    static func take(from channel: any Channel) async throws -> Int32 {
        try await channel.eventLoop.submit {
            let copy = try channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(
                of: NIOBSDSocket.Handle.self
            ) { fcntl($0, F_DUPFD_CLOEXEC, 0) }
            guard let copy, copy >= 0 else { throw IOError(errnoCode: errno, reason: "fcntl") }
            return copy
        }.get()
    }
}
