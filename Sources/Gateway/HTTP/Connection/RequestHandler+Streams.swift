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
        if origin.isHead { return showHead(stream, context) }
        afterLastWrite(context) { self.handOver(stream, origin, $0) }
    }

    /// Ended in order, the answer would get a body's last chunk, which HEAD must not have.
    private func showHead(_ stream: AcceptedStream, _ context: ChannelHandlerContext) {
        let fields = StreamHead.fields(with: stream.fields)
        write(HTTPResponse(status: .ok, headerFields: fields), context)
        let isWritten = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(.body(ByteBuffer())), promise: isWritten)
        isWritten.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }

    private func handOver(
        _ stream: AcceptedStream, _ origin: Origin, _ context: ChannelHandlerContext
    ) {
        do throws(Problem) {
            let account = try services.admission.open(
                address: stream.client, identity: stream.identity, nodes: stream.addresses)
            guard let descriptor = SocketHandOver.take(from: context) else {
                services.admission.close([account])
                throw .overloaded
            }
            var reader = stream.reader(descriptor: descriptor, framing: origin.framing)
            reader.account = account
            services.hub.attach(reader)
            context.close(promise: nil)
        } catch {
            refuse(stream, origin, error)
        }
    }

    private func refuse(_ stream: AcceptedStream, _ origin: Origin, _ problem: Problem) {
        var response = problem.response
        response.fields.append(contentsOf: stream.fields)
        var last = origin
        last.ticket = answers.expect()
        last.isLast = true
        answer(last, .response(response))
    }
}
