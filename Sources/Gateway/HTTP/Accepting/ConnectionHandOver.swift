import NIOCore
import NIOPosix

/// Gives connections to NIO that were accepted elsewhere and not read.
struct ConnectionHandOver: Sendable {
    let setup: ConnectionSetup

    /// Makes a channel of a connection, which is set up like every other one.
    ///
    /// - Parameters:
    ///   - descriptor: the channel's from here on.
    ///   - place: the connection's.
    ///   - foreseen: the answer to its first request, where that is decided.
    func give(
        _ descriptor: Int32, at place: ConnectionRegistry.Place, foreseen: RouteAnswer?
    ) {
        let (setup, connections) = (setup, setup.services.connections)
        ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    connections.attach(channel, to: place)
                    try setup.setUp(channel, foreseen: foreseen)
                }
            }
            .withConnectedSocket(descriptor)
            .whenFailure { _ in connections.leave(place) }
    }
}
