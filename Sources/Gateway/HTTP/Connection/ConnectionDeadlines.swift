import NIOCore
import NIOHTTP2
import NIOTLS

/// Closes a connection that does not end its handshake in time. Then it has done its work and leaves.
final class HandshakeDeadline: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Never

    private let timeout: Duration
    private let expired: () -> Void
    private var timer: Scheduled<Void>?

    /// - Parameter expired: called when a connection is closed because of it.
    init(_ timeout: Duration, expired: @escaping () -> Void) {
        self.timeout = timeout
        self.expired = expired
    }

    func handlerAdded(context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(timeout)) {
            [expired] in
            expired()
            context.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // When the server stops or others want to come in, nothing has been asked here yet.
        if event is ChannelShouldQuiesceEvent || event is ConnectionShouldYield {
            return context.close(promise: nil)
        }
        context.fireUserInboundEventTriggered(event)
        if case TLSUserEvent.handshakeCompleted = event {
            context.pipeline.syncOperations.removeHandler(self, promise: nil)
        }
    }
}

@available(*, unavailable)
extension HandshakeDeadline: Sendable {}

/// Closes an HTTP/2 connection that has had no stream for too long. It was asked to end before that,
/// in a way that a client may ignore. Where others want to come in, it does not wait for that time.
final class HTTP2Deadline: NIOHTTP2StreamDelegate {
    private struct State {
        var streams: [HTTP2StreamID: any Channel] = [:]
        var timer: Scheduled<Void>?
        /// It is closed as soon as it has no stream.
        var isYielding = false
    }

    private let channel: any Channel
    private let timeout: TimeAmount
    private let next: any NIOHTTP2StreamDelegate
    private let state: NIOLoopBoundBox<State>

    /// - Parameter next: is told of streams, too.
    init(_ channel: any Channel, limits: HTTPLimits, next: any NIOHTTP2StreamDelegate) {
        self.channel = channel
        self.next = next
        timeout = TimeAmount(limits.idleTimeout + limits.requestTimeout)
        state = NIOLoopBoundBox(State(), eventLoop: channel.eventLoop)
        schedule()
        channel.closeFuture.whenComplete { _ in
            self.cancel()
            self.state.value.streams = [:]
        }
    }

    func streamCreated(_ id: HTTP2StreamID, channel: any Channel) {
        next.streamCreated(id, channel: channel)
        state.value.streams[id] = channel
        cancel()
    }

    func streamClosed(_ id: HTTP2StreamID, channel: any Channel) {
        next.streamClosed(id, channel: channel)
        state.value.streams[id] = nil
        guard state.value.streams.isEmpty, self.channel.isActive else { return }
        if state.value.isYielding { closeSoon() } else { schedule() }
    }

    /// Others want to come in: ends streams whose requests are not whole, and the connection once none is
    /// left. Called on the event loop.
    func yield() {
        guard !state.value.streams.isEmpty else { return channel.close(promise: nil) }
        state.value.isYielding = true
        for stream in state.value.streams.values {
            stream.pipeline.fireUserInboundEventTriggered(ConnectionShouldYield())
        }
    }

    /// What ended the last stream is flushed only after it has ended.
    private func closeSoon() {
        channel.eventLoop.execute { [channel] in channel.close(promise: nil) }
    }

    private func cancel() {
        state.value.timer?.cancel()
        state.value.timer = nil
    }

    private func schedule() {
        state.value.timer = channel.eventLoop.scheduleTask(in: timeout) { [channel] in
            channel.close(promise: nil)
        }
    }
}

/// The end of the pipeline of an HTTP/2 connection: what is wrong with it ends it.
final class HTTP2End: ChannelInboundHandler {
    typealias InboundIn = Never

    private let deadline: HTTP2Deadline

    init(deadline: HTTP2Deadline) {
        self.deadline = deadline
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ConnectionShouldYield { deadline.yield() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A stream's error is the stream's; the library has reset it.
        if error is NIOHTTP2Errors.StreamError { return }
        context.close(promise: nil)
    }
}

@available(*, unavailable)
extension HTTP2End: Sendable {}
