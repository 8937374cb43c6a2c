import NIOCore
import NIOPosix
import Seeding
import Synchronization

/// Stands between clients and a server that moves: cuts connections after some bytes, anywhere.
final class CuttingProxy: Sendable {
    private struct State: Sendable {
        var target: Int?
        var random: SeededGenerator
        var cuts = 0
        var isCalm = false
    }

    private let state: Mutex<State>

    init(seed: UInt64) {
        state = Mutex(State(random: SeededGenerator(seed: seed)))
    }

    /// The server's port; while there is none, connections are closed as they come.
    func point(to port: Int?) {
        state.withLock { $0.target = port }
    }

    /// How many connections were cut off.
    var cuts: Int { state.withLock { $0.cuts } }

    /// Cuts no more, so that everybody can come to the end.
    func calmDown() {
        state.withLock { $0.isCalm = true }
    }

    /// Listens while the body runs, which is given the port.
    func run<Result: Sendable>(_ body: (Int) async throws -> Result) async throws -> Result {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0) { Self.wrap($0) }
        let port = listener.channel.localAddress?.port ?? 0
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { [self] in
                try await withThrowingDiscardingTaskGroup { connections in
                    try await listener.executeThenClose { clients in
                        for try await client in clients {
                            // The end of one connection, whatever it was, is no other one's.
                            connections.addTask { try? await self.serve(client) }
                        }
                    }
                }
            }
            defer { tasks.cancelAll() }
            return try await body(port)
        }
    }

    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private static func wrap(_ channel: any Channel) -> EventLoopFuture<Connection> {
        channel.eventLoop.makeCompletedFuture {
            try Connection(
                wrappingChannelSynchronously: channel,
                configuration: .init(inboundType: ByteBuffer.self, outboundType: ByteBuffer.self))
        }
    }

    private func serve(_ client: Connection) async throws {
        let (target, budget) = state.withLock { state in
            (state.target, state.isCalm ? Int.max : state.random.budget())
        }
        try await client.executeThenClose { requests, _ in
            guard let target else { return }
            // A small buffer, so that a slow client is soon felt by the server.
            let server = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelOption(.socketOption(.so_rcvbuf), value: 4096)
                .connect(host: "127.0.0.1", port: target) { Self.wrap($0) }
            try await server.executeThenClose { answers, _ in
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    tasks.addTask {
                        for try await piece in requests {
                            try await server.channel.writeAndFlush(piece)
                        }
                    }
                    tasks.addTask { [self] in
                        try await pass(answers, to: client.channel, atMost: budget)
                    }
                    defer { tasks.cancelAll() }
                    try await tasks.next()
                }
            }
        }
    }

    private func pass(
        _ answers: NIOAsyncChannelInboundStream<ByteBuffer>, to client: any Channel,
        atMost budget: Int
    ) async throws {
        var rest = budget
        for try await var piece in answers {
            if let last = piece.readSlice(length: min(rest, piece.readableBytes)) {
                try await client.writeAndFlush(last)
                rest -= last.readableBytes
            }
            guard rest > 0 else { return state.withLock { $0.cuts += 1 } }
        }
    }
}

extension SeededGenerator {
    /// How much a connection lives: half of them to their end, and the others from within the head
    /// on.
    fileprivate mutating func budget() -> Int {
        let bounds = [Int.max, .max, .max, 500, 5_000, 60_000]
        let bound = bounds[Int.random(in: bounds.indices, using: &self)]
        return bound == .max ? bound : Int.random(in: 1...bound, using: &self)
    }
}
