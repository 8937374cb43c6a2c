import NIOCore
import NIOHTTP2
import NIOTLS

/// Closes a connection that does not end its handshake in time. Then it has done its work and leaves.
final class HandshakeDeadline: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Never

    private let timeout: Duration
    private var timer: Scheduled<Void>?

    init(_ timeout: Duration) {
        self.timeout = timeout
    }

    func handlerAdded(context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(timeout)) {
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
/// in a way that a client may ignore.
final class HTTP2Deadline: NIOHTTP2StreamDelegate {
    private struct State {
        var streams = 0
        var timer: Scheduled<Void>?
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
        channel.closeFuture.whenComplete { _ in self.cancel() }
    }

    func streamCreated(_ id: HTTP2StreamID, channel: any Channel) {
        next.streamCreated(id, channel: channel)
        state.value.streams += 1
        cancel()
    }

    func streamClosed(_ id: HTTP2StreamID, channel: any Channel) {
        next.streamClosed(id, channel: channel)
        state.value.streams -= 1
        if state.value.streams == 0, self.channel.isActive { schedule() }
    }

    /// Whether nothing is asked or owed, on the event loop.
    var isIdle: Bool { state.value.streams == 0 }

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
        if event is ConnectionShouldYield, deadline.isIdle { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A stream's error is the stream's; the library has reset it.
        if error is NIOHTTP2Errors.StreamError { return }
        context.close(promise: nil)
    }
}

@available(*, unavailable)
extension HTTP2End: Sendable {}
