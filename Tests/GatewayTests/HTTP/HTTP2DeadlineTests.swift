import Glibc
import NIOCore
import NIOHTTP2
import NIOPosix
import Testing

@testable import Gateway

/// When an HTTP/2 connection is closed that others want the place of.
@Suite struct HTTP2DeadlineTests {
    private struct Nobody: NIOHTTP2StreamDelegate {
        func streamCreated(_ id: HTTP2StreamID, channel: any Channel) {}
        func streamClosed(_ id: HTTP2StreamID, channel: any Channel) {}
    }

    /// A stream whose request is not whole.
    private final class Unfinished: ChannelInboundHandler, Sendable {
        typealias InboundIn = Never

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if event is ConnectionShouldYield { context.close(promise: nil) }
        }
    }

    private func makeChannel(_ peers: inout [Int32]) async throws -> any Channel {
        var sockets: [Int32] = [-1, -1]
        #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &sockets) == 0)
        peers.append(sockets[1])
        return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton.next())
            .withConnectedSocket(sockets[0]).get()
    }

    private func makeDeadline(_ connection: any Channel) async throws -> HTTP2Deadline {
        try await connection.eventLoop.submit {
            HTTP2Deadline(connection, limits: HTTPLimits(), next: Nobody())
        }.get()
    }

    @Test(.timeLimit(.minutes(1)), arguments: [0, 1, 3])
    func `Streams whose requests are not whole make room, and then the connection does`(
        count: Int
    ) async throws {
        var peers: [Int32] = []
        defer { for peer in peers { close(peer) } }
        let connection = try await makeChannel(&peers)
        let deadline = try await makeDeadline(connection)
        for number in 0..<count {
            let stream = try await makeChannel(&peers)
            let id = HTTP2StreamID(2 * number + 1)
            try await stream.pipeline.addHandler(Unfinished()).get()
            try await connection.eventLoop.submit {
                deadline.streamCreated(id, channel: stream)
            }.get()
            stream.closeFuture.hop(to: connection.eventLoop).whenComplete { _ in
                deadline.streamClosed(id, channel: stream)
            }
        }
        try await connection.eventLoop.submit { deadline.yield() }.get()
        try await connection.closeFuture.get()
    }

    @Test func `A connection that owes an answer stays until it is given`() async throws {
        var peers: [Int32] = []
        defer { for peer in peers { close(peer) } }
        let connection = try await makeChannel(&peers)
        let stream = try await makeChannel(&peers)
        let deadline = try await makeDeadline(connection)
        try await connection.eventLoop.submit {
            deadline.streamCreated(1, channel: stream)
            deadline.yield()
        }.get()
        // What a loop is given first, it does first.
        try await connection.eventLoop.submit {}.get()
        #expect(connection.isActive && stream.isActive)
        try await connection.eventLoop.submit { deadline.streamClosed(1, channel: stream) }.get()
        try await connection.closeFuture.get()
        try await stream.close()
    }
}
