import Glibc
import NIOCore
import NIOPosix
import Synchronization
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
        connections.streamBegan(on: stream)
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
        connections.streamBegan(on: channel)
        for await _ in calls { break }
        #expect(connections.hasRoom {})
        connections.closeAll()
        try await channel.closeFuture.get()
    }

    @Test(.timeLimit(.minutes(1)))
    func `Who has just come is asked to make room only after its grace, the oldest first`()
        async throws
    {
        let connections = ConnectionRegistry(maximum: 4, grace: .milliseconds(200))
        let (events, event) = AsyncStream<String>.makeStream()
        let begin = ContinuousClock.now
        for name in ["first", "second", "third", "fourth"] {
            let place = Mutex<ConnectionRegistry.Place?>(nil)
            let entered = connections.enter { command in
                guard case .yield = command else { return }
                event.yield("\(name) leaves")
                if let place = place.withLock({ $0 }) { connections.leave(place) }
            }
            place.withLock { $0 = entered }
        }
        #expect(!connections.hasRoom { event.yield("room") })
        var told = events.makeAsyncIterator()
        #expect(await told.next() == "first leaves")
        #expect(await told.next() == "room")
        #expect(ContinuousClock.now - begin >= .milliseconds(200))
        #expect(connections.count == 3)
        #expect(connections.hasRoom {})
    }

    @Test(.timeLimit(.minutes(1)))
    func `Where the oldest owe answers, younger ones are asked`() async throws {
        let connections = ConnectionRegistry(maximum: 4, grace: .zero)
        let (events, event) = AsyncStream<Int>.makeStream()
        for number in 0..<4 {
            _ = connections.enter { command in
                if case .yield = command { event.yield(number) }
            }
        }
        #expect(!connections.hasRoom {})
        var asked: [Int] = []
        for await number in events.prefix(4) { asked.append(number) }
        #expect(asked == [0, 1, 2, 3])
    }

    @Test(.timeLimit(.minutes(1)))
    func `A connection is counted again when its last stream has ended`() async throws {
        let (ours, theirs) = makeSockets()
        defer { close(theirs) }
        let channel = try await makeChannel(ours)
        let connections = ConnectionRegistry(maximum: 1)
        connections.add(channel)
        connections.streamBegan(on: channel)
        connections.streamBegan(on: channel)
        #expect(connections.count == 0)
        connections.streamEnded(on: channel)
        #expect(connections.count == 0)
        connections.streamEnded(on: channel)
        #expect(connections.count == 1)
        connections.streamBegan(on: channel)
        #expect(connections.count == 0)
        try await channel.close()
        connections.streamEnded(on: channel)
        #expect(connections.count == 0)
    }

    @Test(.timeLimit(.minutes(1)))
    func `A connection that is accepted while the server stops is told so`() async throws {
        let connections = ConnectionRegistry(maximum: 4)
        await connections.drain(within: .seconds(10))
        let (commands, command) = AsyncStream<ConnectionCommand>.makeStream()
        let place = connections.enter { command.yield($0) }
        for await told in commands.prefix(1) { #expect(told == .quiesce) }
        connections.leave(place)
    }
}
