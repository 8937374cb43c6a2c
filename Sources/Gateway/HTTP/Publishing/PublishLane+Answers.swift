import HTTPTypes
import NIOCore
import NIOHTTP1

/// The way back: from the pipeline's thread to the event loop, and into order.
extension PublishLane {
    /// Puts what became of requests into their places and writes what is due, all in one flush.
    func settle(_ settled: [PublishReturns.Settled]) {
        for one in settled {
            let response: Response
            do throws(Problem) {
                response = try route.response(one.result, to: one.order)
            } catch {
                response = error.response
            }
            answers.fulfil(one.ticket, with: Answer(response: response, isLast: one.isLast))
        }
        writeDue()
    }

    func answer(
        _ ticket: AnswerQueue<Answer>.Ticket, _ response: Response, isLast: Bool
    ) {
        answers.fulfil(ticket, with: Answer(response: response, isLast: isLast))
        writeDue()
    }

    private func writeDue() {
        guard let context else { return }
        var isWritten = false
        while let answer = answers.next() {
            isWritten = true
            write(answer, context)
            guard answer.isLast else { continue }
            reading = .nothing
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
                bound.value.close(promise: nil)
            }
            return
        }
        guard isWritten else { return }
        context.flush()
        resume(context)
    }

    private func write(_ answer: Answer, _ context: ChannelHandlerContext) {
        var response = answer.response
        CORS.allow(&response)
        let fields = response.sentFields(isLast: answer.isLast)
        let head = HTTPResponseHead(
            version: .http1_1, status: .init(statusCode: response.status.code),
            headers: HTTPHeaders(fields.map { ($0.name.rawName, $0.value) }))
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !response.body.isEmpty {
            let body = context.channel.allocator.buffer(string: response.body)
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        }
        if !answer.isLast { context.write(wrapOutboundOut(.end(nil)), promise: nil) }
    }

    /// The client waits for leave to send its body (RFC 9110 §10.1.1).
    func askForBody() {
        let head = HTTPResponseHead(version: .http1_1, status: .continue)
        context?.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
    }
}
