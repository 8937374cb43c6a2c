import Fanout
import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// The end of a connection that becomes a stream.
extension RequestHandler {
    func begin(_ stream: AcceptedStream, _ origin: Origin, _ context: ChannelHandlerContext) {
        reading = .nothing
        answers = AnswerQueue()
        timer?.answered()
        if origin.isHead { return showHead(context) }
        afterLastWrite(context) { self.handOver(stream, origin, $0) }
    }

    /// Ended in order, the answer would get a body's last chunk, which HEAD must not have.
    private func showHead(_ context: ChannelHandlerContext) {
        write(HTTPResponse(status: .ok, headerFields: StreamHead.fields), context)
        let isWritten = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(.body(ByteBuffer())), promise: isWritten)
        isWritten.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }

    private func handOver(
        _ stream: AcceptedStream, _ origin: Origin, _ context: ChannelHandlerContext
    ) {
        guard services.hub.counts.readers < services.limits.maximumStreams,
            let descriptor = SocketHandOver.take(from: context)
        else { return refuse(origin) }
        services.hub.attach(stream.reader(descriptor: descriptor, framing: origin.framing))
        context.close(promise: nil)
    }

    private func refuse(_ origin: Origin) {
        var response = Problem.overloaded.response
        CORS.allow(&response)
        var last = origin
        last.ticket = answers.expect()
        last.isLast = true
        answer(last, .response(response))
    }
}
