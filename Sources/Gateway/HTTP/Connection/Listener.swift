import NIOCore
import NIOPosix

/// Takes the connections of one address.
struct Listener: Sendable {
    let channel: any Channel

    /// Listens, and takes connections at once.
    ///
    /// - Throws: where the address cannot be bound.
    static func open(
        _ endpoint: Endpoint, setup: ConnectionSetup, connections: ConnectionRegistry
    ) async throws -> Listener {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        ConnectionGate(connections: connections))
                }
            }
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try setup.addHTTP1(to: channel) }
            }
        return Listener(
            channel: try await bootstrap.bind(host: endpoint.host, port: endpoint.port).get())
    }

    /// Takes no further connections.
    func close() async {
        try? await channel.close()
    }
}
