import NIOCore

/// Keeps further connections in the kernel's queue while there are as many as there may be.
final class ConnectionGate: ChannelDuplexHandler {
    typealias InboundIn = any Channel
    typealias InboundOut = any Channel
    typealias OutboundIn = Never

    private let connections: ConnectionRegistry

    init(connections: ConnectionRegistry) {
        self.connections = connections
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        connections.add(unwrapInboundIn(data))
        context.fireChannelRead(data)
    }

    func read(context: ChannelHandlerContext) {
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        let eventLoop = context.eventLoop
        let hasRoom = connections.hasRoom {
            eventLoop.execute { bound.value.read() }
        }
        if hasRoom { context.read() }
    }
}

@available(*, unavailable)
extension ConnectionGate: Sendable {}
