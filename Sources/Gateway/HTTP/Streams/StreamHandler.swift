import Fanout
import NIOCore
import NIOHTTP2

/// All that is left of a connection, or of an HTTP/2 stream, that has become an event stream and stays
/// with NIO: the end of its pipeline, where the hub's bytes come out.
///
/// It has no queue of its own. What it is given is written at once, is bounded by the sink's window,
/// and is reported as taken when the connection has written it: for HTTP/2 that is when the client's
/// flow control allows, for all when the kernel has room.
final class StreamHandler: ChannelInboundHandler {
    typealias InboundIn = Never

    /// What the pipeline before it understands.
    enum Encoding {
        case bytes
        case http2Frames
    }

    private let port: SinkPort
    private let encoding: Encoding
    /// Taken bytes are reported when so many have come together.
    private let reportedAtOnce: Int
    private var taken = 0
    /// Of bytes that are not taken yet: most of the time, and of most streams, there are none.
    private var lastWrite: EventLoopFuture<Void>?
    private var context: ChannelHandlerContext?
    private var peerEnd = PeerEnd.left
    /// The hub knows the port.
    private var isAttached = false

    /// How long the client has to take the last bytes of a stream that has ended.
    private static let endTimeout = TimeAmount.seconds(10)

    init(port: SinkPort, encoding: Encoding, window: Int) {
        self.port = port
        self.encoding = encoding
        reportedAtOnce = max(1, window / 2)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
    }

    private func end() {
        guard context != nil else { return }
        context = nil
        lastWrite = nil
        if isAttached { port.closed(peerEnd) }
    }

    /// The hub has been given the reader: only now can it be told that the connection is gone, though that may
    /// have happened before.
    func attached() {
        isAttached = true
        if context == nil { port.closed(peerEnd) }
    }

    func take(_ bytes: [UInt8], ending: SinkEnding?) {
        guard let context else { return }
        if !bytes.isEmpty { write(bytes, context) }
        switch ending {
        case nil: break
        case .inOrder: finish(context)
        case .cut: context.close(promise: nil)
        }
    }

    private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        let isTaken = context.eventLoop.makePromise(of: Void.self)
        let write = isTaken.futureResult
        lastWrite = write
        write.assumeIsolated().whenSuccess {
            if self.lastWrite === write { self.lastWrite = nil }
            self.noteTaken(bytes.count)
        }
        context.writeAndFlush(encoded(ByteBuffer(bytes: bytes), isLast: false), promise: isTaken)
    }

    private func encoded(_ bytes: ByteBuffer, isLast: Bool) -> NIOAny {
        switch encoding {
        case .bytes: NIOAny(bytes)
        case .http2Frames:
            NIOAny(HTTP2Frame.FramePayload.data(.init(data: .byteBuffer(bytes), endStream: isLast)))
        }
    }

    private func noteTaken(_ count: Int) {
        taken += count
        guard taken >= reportedAtOnce else { return }
        port.delivered(taken)
        taken = 0
    }

    private func finish(_ context: ChannelHandlerContext) {
        let timer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.endTimeout) {
            context.close(promise: nil)
        }
        context.channel.closeFuture.whenComplete { _ in timer.cancel() }
        switch encoding {
        case .http2Frames:
            context.writeAndFlush(encoded(ByteBuffer(), isLast: true), promise: nil)
        case .bytes:
            guard let lastWrite else { return context.close(promise: nil) }
            lastWrite.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        }
    }

    /// The client has nothing more to say; who closes its side has left, as at a plain stream.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event, encoding == .bytes {
            context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? IOError { peerEnd = PeerEnd(error: error.errnoCode) }
        context.close(promise: nil)
    }
}

@available(*, unavailable)
extension StreamHandler: Sendable {}

/// The handler as the hub knows it.
struct ChannelSink: Sink {
    let carrier: any SinkCarrier
    let handler: NIOLoopBound<StreamHandler>

    /// To be called on the event loop, after the hub was given the reader.
    func attached() {
        handler.value.attached()
    }

    func take(_ bytes: [UInt8], ending: SinkEnding?) {
        handler.value.take(bytes, ending: ending)
    }
}
