import NIOCore
import NIOPosix

/// A server on a loopback port that does with each connection what a test's script says.
enum ScriptedServer {
    /// One connection of a client, after its request has come.
    struct Connection {
        /// Its number, from 0.
        let number: Int
        /// The request's head.
        let request: String
        fileprivate let channel: any Channel
        fileprivate var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator

        /// Returns when the socket has taken all of it: not while the client does not read.
        func send(_ text: String) async throws {
            try await channel.writeAndFlush(ByteBuffer(string: text)).get()
        }

        /// Returns when the client reads no more: its kernel has said that it takes nothing, and ours has asked
        /// again in vain.
        var heldBack: @Sendable () async throws -> Void {
            let options = channel as? any SocketOptionProvider
            return {
                while let options, try await options.getTCPInfo().get().tcpi_backoff == 0 {
                    await Task.yield()
                }
            }
        }

        /// Begins an event stream that the connection's end ends.
        func open(_ text: String = "") async throws {
            try await send(
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + text)
        }

        /// Says that it closes the connection, which it does: the client might ask over it again.
        func refuse(_ status: String, fields: String = "", body: String = "") async throws {
            try await send(
                "HTTP/1.1 \(status)\r\nConnection: close\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)")
        }

        /// Returns when the client has closed the connection.
        mutating func waitForClient() async throws {
            while try await inbound.next() != nil {}
        }

        /// The value of a field of the request; `nil`: it has none.
        func field(_ name: String) -> String? {
            let line = request.split(separator: "\r\n").first {
                $0.lowercased().hasPrefix(name.lowercased() + ": ")
            }
            return line.map { String($0.dropFirst(name.count + 2)) }
        }
    }

    typealias Script = @Sendable (inout Connection) async throws -> Void

    /// Listens while the body runs. What a script throws is the end of its connection alone: the
    /// client may be gone.
    static func run<Result: Sendable>(
        port: Int = 0, _ script: @escaping Script, _ body: @Sendable (Int) async throws -> Result
    ) async throws -> Result {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .bind(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(
                            isOutboundHalfClosureEnabled: true,
                            inboundType: ByteBuffer.self, outboundType: ByteBuffer.self))
                }
            }
        let bound = server.channel.localAddress?.port ?? 0
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await serve(server, script) }
            let result: Result
            do {
                result = try await body(bound)
            } catch {
                tasks.cancelAll()
                throw error
            }
            tasks.cancelAll()
            return result
        }
    }

    private static func serve(
        _ server: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>,
        _ script: @escaping Script
    ) async throws {
        try await withThrowingDiscardingTaskGroup { connections in
            try await server.executeThenClose { clients in
                var number = 0
                for try await client in clients {
                    let own = number
                    number += 1
                    connections.addTask { try? await converse(client, own, script) }
                }
            }
            connections.cancelAll()
        }
    }

    private static func converse(
        _ client: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ number: Int, _ script: Script
    ) async throws {
        try await client.executeThenClose { inbound, outbound in
            var iterator = inbound.makeAsyncIterator()
            var request = ""
            // A TLS client says hello and waits.
            while !request.hasSuffix("\r\n\r\n"), !request.hasPrefix("\u{16}"),
                let piece = try await iterator.next()
            {
                request += String(buffer: piece)
            }
            var connection = Connection(
                number: number, request: request, channel: client.channel, inbound: iterator)
            try await script(&connection)
            // Closing at once would throw away what the socket has not taken yet.
            outbound.finish()
            try await connection.waitForClient()
        }
    }
}
