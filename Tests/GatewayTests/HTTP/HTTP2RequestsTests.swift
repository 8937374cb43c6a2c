import Glibc
import NIOCore
import NIOPosix
import Testing

@testable import Gateway

/// How many requests there may be over HTTP/2.
@Suite struct HTTP2RequestsTests {
    /// Streams of one connection, as far as their requests care: channels of one event loop.
    private final class Streams {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        private var peers: [Int32] = []

        func make() async throws -> any Channel {
            var sockets: [Int32] = [-1, -1]
            #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &sockets) == 0)
            peers.append(sockets[1])
            return try await ClientBootstrap(group: eventLoop).withConnectedSocket(sockets[0]).get()
        }

        /// Of a connection of its own.
        func requests(
            _ places: ConnectionRegistry,
            of connections: ConnectionRegistry = ConnectionRegistry(maximum: 10)
        ) async throws -> HTTP2Requests {
            let connection = try await make()
            connections.add(connection)
            return HTTP2Requests(on: connection, of: connections, places: places)
        }

        deinit {
            for peer in peers { close(peer) }
        }
    }

    private func begin(_ requests: HTTP2Requests, _ stream: any Channel) async throws -> Bool {
        try await stream.eventLoop.submit { requests.begin(on: stream) }.get()
    }

    @Test(.timeLimit(.minutes(1)))
    func `The first request of each connection is taken, and others while there are places`()
        async throws
    {
        let places = ConnectionRegistry(maximum: 2)
        let streams = Streams()
        let first = try await streams.requests(places)
        let second = try await streams.requests(places)
        var open: [any Channel] = []
        for expected in [true, true, true, false] {
            open.append(try await streams.make())
            #expect(try await begin(first, open[open.count - 1]) == expected)
        }
        let modest = try await streams.make()
        #expect(try await begin(second, modest))
        #expect(try await begin(second, try await streams.make()) == false)
        // Its place is free when the stream has ended, whoever wants it.
        try await open[1].close()
        try await open[1].eventLoop.submit {}.get()
        #expect(try await begin(second, try await streams.make()))
        #expect(try await begin(second, try await streams.make()) == false)
        #expect(places.count == 2)
    }

    @Test(.timeLimit(.minutes(1)))
    func `An event stream holds no place, neither as the first nor as another`() async throws {
        let places = ConnectionRegistry(maximum: 1)
        let streams = Streams()
        let requests = try await streams.requests(places)
        for _ in 0..<5 {
            let pair = [try await streams.make(), try await streams.make()]
            for stream in pair { #expect(try await begin(requests, stream)) }
            for stream in pair {
                try await stream.eventLoop.submit { requests.becameStream(stream) }.get()
            }
        }
        #expect(places.count == 0)
    }

    @Test(.timeLimit(.minutes(1)))
    func `A connection is not counted while it carries event streams, and is again without`()
        async throws
    {
        let connections = ConnectionRegistry(maximum: 10)
        let streams = Streams()
        let requests = try await streams.requests(ConnectionRegistry(maximum: 10), of: connections)
        #expect(connections.count == 1)
        let open = [try await streams.make(), try await streams.make(), try await streams.make()]
        for stream in open { #expect(try await begin(requests, stream)) }
        for stream in open.dropFirst() {
            try await stream.eventLoop.submit { requests.becameStream(stream) }.get()
        }
        #expect(connections.count == 0)
        for (stream, expected) in zip(open, [0, 0, 1]) {
            try await stream.close()
            try await stream.eventLoop.submit {}.get()
            #expect(connections.count == expected)
        }
    }
}
