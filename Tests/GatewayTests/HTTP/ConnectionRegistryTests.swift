import Glibc
import NIOCore
import NIOPosix
import Testing

@testable import Gateway

/// How the connections of a front end.
@Suite struct ConnectionRegistryTests {
    private func makeSockets() -> (ours: Int32, theirs: Int32) {
        var sockets: [Int32] = [-1, -1]
        #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &sockets) == 0)
        return (sockets[0], sockets[1])
    }

    /// A connection that does not care about being asked to end.
    private func makeChannel(_ socket: Int32) async throws -> any Channel {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .withConnectedSocket(socket).get()
    }

    @Test(.timeLimit(.minutes(1)))
    func `Who does not end in time is closed, and nobody else is`() async throws {
        let (ours, theirs) = makeSockets()
        let (others, peers) = makeSockets()
        defer { for socket in [theirs, peers] { close(socket) } }
        let deaf = try await makeChannel(ours)
        let stream = try await makeChannel(others)
        let connections = ConnectionRegistry(maximum: 2)
        connections.add(deaf)
        connections.add(stream)
        connections.release(stream)
        await connections.drain(within: .milliseconds(50))
        #expect(!deaf.isActive)
        #expect(stream.isActive)
        await connections.endReleased(within: .milliseconds(50))
        #expect(!stream.isActive)
    }

    @Test(.timeLimit(.minutes(1)))
    func `There is room again when a connection ends or becomes a stream`() async throws {
        let (ours, theirs) = makeSockets()
        defer { close(theirs) }
        let channel = try await makeChannel(ours)
        let connections = ConnectionRegistry(maximum: 1)
        connections.add(channel)
        let (calls, called) = AsyncStream<Void>.makeStream()
        #expect(!connections.hasRoom { called.yield() })
        connections.release(channel)
        for await _ in calls { break }
        #expect(connections.hasRoom {})
        connections.closeAll()
        try await channel.closeFuture.get()
    }
}
