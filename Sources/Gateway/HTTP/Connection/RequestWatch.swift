import NIOCore
import NIOHTTP1

/// Watches the requests of one connection: closes it when one takes too long, and knows which version
/// of HTTP the last one speaks, which the handlers behind it forget.
final class RequestWatch: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Of the last request.
    private(set) var version = HTTPVersion.http1_1

    private let limits: HTTPLimits
    private var deadlines: RequestDeadlines<ContinuousClock.Instant>?
    /// One timer for the whole life of the connection: it looks at the deadline when it fires, so
    /// that requests need not move it.
    private var timer: Scheduled<Void>?

    init(limits: HTTPLimits) {
        self.limits = limits
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            version = head.version
            deadlines?.headRead(at: .now)
        case .body:
            break
        case .end:
            deadlines?.requestRead(at: .now)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { deadlines?.answered(at: .now) }
        context.write(data, promise: promise)
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard deadlines == nil else { return }
        deadlines = RequestDeadlines(limits: limits, at: .now)
        schedule(context)
    }

    private func schedule(_ context: ChannelHandlerContext) {
        guard let deadline = deadlines?.deadline else { return }
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(deadline - .now)) {
            if deadline == self.deadlines?.deadline {
                context.close(promise: nil)
            } else {
                self.schedule(context)
            }
        }
    }
}

@available(*, unavailable)
extension RequestWatch: Sendable {}
