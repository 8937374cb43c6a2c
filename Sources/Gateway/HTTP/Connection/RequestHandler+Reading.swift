import Fanout
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// The way in: from the parts of requests to what is asked.
extension RequestHandler {
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): begin(head, context)
        case .body(let bytes): append(bytes)
        case .end: complete(context)
        }
    }

    private func begin(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
        guard case .head = reading else { return }
        // After the server began to shut down, what is read is not promised anything.
        guard !isEnding else { return reading = .nothing }
        timer?.headRead()
        dropBody()
        let peer = context.channel.remoteAddress.flatMap { NetworkAddress($0) }
        let request = IncomingRequest(
            head, host: host(of: head), peer: peer, isSecure: isSecure)
        let origin = expectAnswer(to: request.method)
        guard !isTooLong(head) else {
            reading = .refused(isLast: origin.isLast)
            let response = services.routes.finished(Problem.headTooLong.response, for: request)
            return answer(origin, .response(response))
        }
        switch services.routes.purpose(of: request) {
        case .refused(let response):
            reading = .refused(isLast: origin.isLast)
            return answer(origin, .response(response))
        case .publishing(let order):
            reading = .body(request, origin, order)
        case .other:
            reading = .body(request, origin, nil)
        }
        if answers.count == 1, request.fields[.expect] != nil { askForBody(context) }
    }

    private func host(of head: HTTPRequest) -> Result<String?, RequestAuthority.Fault> {
        switch transport {
        case .http1(let heads): heads.host
        case .http2:
            Result { () throws(RequestAuthority.Fault) in
                try RequestAuthority.http2(
                    authority: head.authority, target: head.path ?? "/",
                    hosts: head.headerFields[values: .host])
            }
        }
    }

    /// Over HTTP/1 the parser sees to it.
    private func isTooLong(_ head: HTTPRequest) -> Bool {
        guard case .http2 = transport else { return false }
        return head.headerFields.count > HTTPLimits.maximumFields
            || head.fieldListBytes > services.limits.maximumHeadBytes
    }

    private func expectAnswer(to method: HTTPRequest.Method) -> Origin {
        switch transport {
        case .http1(let heads):
            Origin(
                ticket: answers.expect(), isHead: method == .head, isLast: !heads.isKeepAlive,
                framing: heads.knowsChunks ? .chunked : .none)
        case .http2:
            Origin(
                ticket: answers.expect(), isHead: method == .head, isLast: true, framing: .none)
        }
    }

    private func append(_ bytes: ByteBuffer) {
        guard case .body(let request, let origin, let order) = reading else { return }
        var bytes = bytes
        let limits = services.limits
        let limit = order == nil ? limits.maximumOtherBodyBytes : limits.maximumBodyBytes
        bodyBytes += bytes.readableBytes
        // Only an item has a body that is of use: a thousand HTTP/2 streams are to keep no others.
        if bodyBytes <= limit, order == nil { return }
        let problem: Problem
        if bodyBytes > limit {
            problem = .bodyTooBig(limitInBytes: limit, by: order == nil ? .head : .payload)
        } else if services.admission.memory.take(bytes.readableBytes) {
            body.writeBuffer(&bytes)
            return
        } else {
            problem = .noMemory
        }
        dropBody()
        reading = .refused(isLast: origin.isLast)
        answer(origin, .response(services.routes.finished(problem.response, for: request)))
    }

    /// Lets go of a body that is not whole, or not wanted.
    func dropBody() {
        services.admission.memory.giveBack(body.readableBytes)
        // One that was big once is not kept for the small ones after it.
        if body.capacity > 64 * 1024 { body = ByteBuffer() } else { body.clear() }
        bodyBytes = 0
    }

    private func complete(_ context: ChannelHandlerContext) {
        timer?.requestRead()
        switch reading {
        case .head, .nothing:
            break
        case .refused(let isLast):
            reading = isLast ? .nothing : .head
            if isLast { endWhenAnswered() }
        case .body(var request, var origin, let order):
            reading = origin.isLast ? .nothing : .head
            guard let order else { return ask(request, origin) }
            request.body = body
            origin.bytes = body.readableBytes
            pendingBytes += origin.bytes
            // It is given back with the answer.
            body = ByteBuffer()
            publish(request, order, origin)
        }
    }

    private func publish(
        _ request: IncomingRequest, _ order: PublishRoute.Order, _ origin: Origin
    ) {
        services.routes.publish(request, order) { [returns] response in
            returns?.put(Answer(origin: origin, content: .response(response)))
        }
    }

    private func ask(_ request: IncomingRequest, _ origin: Origin) {
        if let foreseen {
            self.foreseen = nil
            return answer(origin, foreseen)
        }
        Task { [routes = services.routes, returns] in
            returns?.put(Answer(origin: origin, content: await routes.answer(request)))
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            isEnding = true
            if case .head = reading { reading = .nothing }
            endWhenAnswered()
        case is ConnectionShouldYield:
            makeRoom(context)
        case ChannelEvent.inputClosed:
            isEnding = true
            stopReading(because: .bodyUnreadable)
            endWhenAnswered()
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    /// Makes room for others, unless an answer is owed. A request that is not whole has its place among
    /// the answers already.
    private func makeRoom(_ context: ChannelHandlerContext) {
        var isReadingBody = false
        if case .body = reading { isReadingBody = true }
        guard answers.count <= (isReadingBody ? 1 : 0) else { return }
        services.admission.connectionShed()
        switch transport {
        case .http1: endUnfinished(because: .noConnection)
        // What its client is told waits for its leave.
        case .http2: afterLastWrite(context) { $0.close(promise: nil) }
        }
    }

    /// What is no HTTP is answered in its turn; what is wrong with the connection ends it.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError || error is HTTP1TypeConversionError else {
            return context.close(promise: nil)
        }
        if case .head = reading {
            reading = .body(IncomingRequest(.get, ""), expectAnswer(to: .get), nil)
        }
        isEnding = true
        stopReading(because: unfinished ?? .notHTTP(error))
        endWhenAnswered()
    }

    /// The time of a stage is over.
    func expire(_ stage: RequestTimer.Stage) {
        switch stage {
        case .head, .body: endUnfinished(because: .tooSlow(.time))
        case .idle: endUnfinished(because: .tooSlow(.idleTime))
        case .answer where !answers.isEmpty: answerLate()
        case .answer, .end: context?.close(promise: nil)
        }
    }

    /// Ends a connection whose client is owed no answer. If it has begun a request it is told why.
    private func endUnfinished(because problem: Problem) {
        guard let context else { return }
        isEnding = true
        switch reading {
        case .body: stopReading(because: problem)
        case .refused, .nothing: reading = .nothing
        case .head:
            unfinished = problem
            // Of a head that is begun the decoder alone knows, and says so where no more can come.
            transport.endInput(of: context.pipeline.syncOperations)
            if case .head = reading { reading = .nothing }
        }
        endWhenAnswered()
    }

    /// Nobody answers, and the client waits.
    private func answerLate() {
        reading = .nothing
        isEnding = true
        answers = AnswerQueue()
        var origin = expectAnswer(to: .get)
        origin.isLast = true
        answer(origin, .response(Problem.lateAnswer.response))
    }

    /// Listens to nothing any more; a request that is not whole is answered with why.
    private func stopReading(because problem: Problem) {
        let begun = reading
        reading = .nothing
        guard case .body(let request, var origin, _) = begun else { return }
        dropBody()
        origin.isLast = true
        answer(origin, .response(services.routes.finished(problem.response, for: request)))
    }
}

extension Problem {
    fileprivate static func notHTTP(_ error: any Error) -> Problem {
        if error as? HTTPParserError == .headerOverflow { return headTooLong }
        return Problem(
            status: .badRequest, slug: "not-http", title: "This is no request",
            detail: "What came is not HTTP/1.1: \(error).")
    }

    /// A connection that has to make room for others.
    fileprivate static let noConnection = Problem(
        status: .serviceUnavailable, slug: "overloaded", title: "No room for a slow request",
        detail:
            "The server has as many connections as it can hold, and the request was not whole. Try "
            + "again in a while. The server's operator sets this by limits.connections.",
        fields: [.retryAfter: "1"], setting: "limits.connections")

    fileprivate static let bodyUnreadable = Problem(
        status: .badRequest, slug: "body-unreadable", title: "The body ended too early",
        detail: "The connection or the body ended before the request was complete.")
}

extension HTTPField.Name {
    // swift-format-ignore: NeverForceUnwrap
    fileprivate static let expect = HTTPField.Name("Expect")!
    // swift-format-ignore: NeverForceUnwrap
    fileprivate static let host = HTTPField.Name("Host")!
}
