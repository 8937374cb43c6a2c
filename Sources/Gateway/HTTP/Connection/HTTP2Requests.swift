import HTTPTypes
import NIOCore
import NIOHTTP2

/// The requests of one HTTP/2 connection, as far as they are answered and are no event streams; and how many
/// event streams there are.
///
/// The first one at a time is taken always: it costs no more than a connection over HTTP/1. Each further one
/// takes a place of its own, of which all connections together have so many. Where they are all taken, older
/// requests that are not whole make room, and the new one is refused in the way that lets a client ask again.
final class HTTP2Requests: Sendable {
    private let connection: any Channel
    private let connections: ConnectionRegistry
    private let places: ConnectionRegistry
    /// The stream of the request that needs no place.
    private let first: NIOLoopBoundBox<ObjectIdentifier?>

    /// - Parameters:
    ///   - connection: what the requests come by.
    ///   - connections: among which it is.
    ///   - places: those of all connections.
    init(
        on connection: any Channel, of connections: ConnectionRegistry, places: ConnectionRegistry
    ) {
        self.connection = connection
        self.connections = connections
        self.places = places
        first = .makeBoxSendingValue(nil, eventLoop: connection.eventLoop)
    }

    /// A request begins, and is counted until its stream ends, or it is an event stream. Called on the event
    /// loop.
    ///
    /// - Returns: `false`: there is no place.
    func begin(on stream: any Channel) -> Bool {
        if first.value == nil {
            first.value = ObjectIdentifier(stream)
        } else {
            guard places.hasRoom() else { return false }
            places.hold(stream)
        }
        // One callback for all that ends with a stream: idle ones are many, and each costs them memory.
        stream.closeFuture.whenComplete { _ in
            if !self.end(on: stream) { self.connections.streamEnded(on: self.connection) }
        }
        return true
    }

    /// A stream has become an event stream: while a connection carries some, it is not counted. Called on
    /// the event loop.
    func becameStream(_ stream: any Channel) {
        _ = end(on: stream)
        connections.streamBegan(on: connection)
    }

    /// - Returns: `false`: the request was over before; the stream had become an event stream.
    private func end(on stream: any Channel) -> Bool {
        guard first.value == ObjectIdentifier(stream) else { return places.leave(stream) }
        first.value = nil
        return true
    }
}

/// A stream whose request is refused before anything is done for it (RFC 9113 §8.7).
final class RefusedHTTP2Stream: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { channelActive(context: context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(.rstStream(.refusedStream)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
}

@available(*, unavailable)
extension RefusedHTTP2Stream: Sendable {}

extension HTTPRequest {
    /// The size of the head as HTTP/2 counts it (RFC 9113 §6.5.2).
    var fieldListBytes: Int {
        let pseudo: [(String, String?)] = [
            (":method", method.rawValue), (":scheme", scheme), (":authority", authority),
            (":path", path),
        ]
        let begin = pseudo.reduce(0) { size, field in
            size + (field.1.map { field.0.utf8.count + $0.utf8.count + 32 } ?? 0)
        }
        return headerFields.reduce(begin) {
            $0 + $1.name.canonicalName.utf8.count + $1.value.utf8.count + 32
        }
    }
}
