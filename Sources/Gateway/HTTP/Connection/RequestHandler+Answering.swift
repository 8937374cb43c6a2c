import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// The way out: answers into their order, and onto the connection.
extension RequestHandler {
    func answer(_ origin: Origin, _ content: RouteAnswer) {
        settle([Answer(origin: origin, content: content)])
    }

    /// Puts answers into their places and writes what is due, all in one flush.
    func settle(_ settled: [Answer]) {
        for answer in settled {
            answers.fulfil(answer.origin.ticket, with: answer)
            pendingBytes -= answer.origin.bytes
            services.admission.memory.giveBack(answer.origin.bytes)
        }
        guard let context else { return }
        var isWritten = false
        while let answer = answers.next() {
            switch answer.content {
            case .response(let response):
                write(response, answer.origin, context)
                isWritten = true
            case .stream(let stream):
                if isWritten { flush(context) }
                return begin(stream, answer.origin, context)
            }
            timer?.answered()
            if answer.origin.isLast {
                isEnding = true
                if case .head = reading { reading = .nothing }
                answers = AnswerQueue()
                break
            }
        }
        guard isWritten else { return }
        flush(context)
        goOnReading()
        endWhenAnswered()
    }

    private func write(_ response: Response, _ origin: Origin, _ context: ChannelHandlerContext) {
        if let limit = response.limit { services.admission.refused(by: limit) }
        let isLast = origin.isLast || isEnding && answers.isEmpty
        let fields = response.sentFields(isLast: isLast && transport.namesItsEnd)
        write(HTTPResponse(status: response.status, headerFields: fields), context)
        if !origin.isHead, !response.body.isEmpty {
            let body = context.channel.allocator.buffer(string: response.body)
            context.write(wrapOutboundOut(.body(body)), promise: nil)
        }
        let isWritten = context.eventLoop.makePromise(of: Void.self)
        lastWrite = isWritten.futureResult
        context.write(wrapOutboundOut(.end(nil)), promise: isWritten)
    }

    func write(_ head: HTTPResponse, _ context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(head)), promise: nil)
    }

    private func flush(_ context: ChannelHandlerContext) {
        context.flush()
    }

    /// The client waits for leave to send its body (RFC 9110 §10.1.1).
    func askForBody(_ context: ChannelHandlerContext) {
        write(HTTPResponse(status: .continue), context)
        context.flush()
    }

    /// Ends the connection where that is due, and everything is said.
    func endWhenAnswered() {
        guard isEnding, answers.isEmpty, case .nothing = reading, let context else { return }
        afterLastWrite(context) { $0.close(promise: nil) }
    }

    /// Goes on when the kernel has all that was written.
    func afterLastWrite(
        _ context: ChannelHandlerContext, _ next: @escaping (ChannelHandlerContext) -> Void
    ) {
        guard let lastWrite else { return next(context) }
        lastWrite.assumeIsolated().whenComplete { _ in next(context) }
    }
}
