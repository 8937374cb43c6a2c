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
        body.clear()
        bodyBytes = 0
        let peer = context.channel.remoteAddress.flatMap { NetworkAddress($0) }
        let request = IncomingRequest(head, peer: peer, isSecure: isSecure)
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
        guard bodyBytes > limit else {
            // Only an item has a body that is of use: a thousand HTTP/2 streams are to keep no others.
            if order != nil { body.writeBuffer(&bytes) }
            return
        }
        reading = .refused(isLast: origin.isLast)
        let problem = Problem.bodyTooBig(
            limitInBytes: limit, setting: order == nil ? nil : Problem.payloadSetting)
        answer(origin, .response(services.routes.finished(problem.response, for: request)))
    }

    private func complete(_ context: ChannelHandlerContext) {
        timer?.requestRead()
        switch reading {
        case .head, .nothing:
            break
        case .refused(let isLast):
            reading = isLast ? .nothing : .head
            if isLast { endWhenAnswered() }
        case .body(var request, let origin, let order):
            reading = origin.isLast ? .nothing : .head
            request.body = body
            if let order { publish(request, order, origin) } else { ask(request, origin) }
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
        afterLastWrite(context) { $0.close(promise: nil) }
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
        stopReading(because: .notHTTP(error))
        endWhenAnswered()
    }

    /// Listens to nothing any more; a request that is not whole is answered with why.
    private func stopReading(because problem: Problem) {
        let begun = reading
        reading = .nothing
        guard case .body(let request, var origin, _) = begun else { return }
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

    fileprivate static let headTooLong = Problem(
        status: .requestHeaderFieldsTooLarge, slug: "too-long", title: "The request is too long",
        detail:
            "The URL and the header fields are too long, or there are more than \(HTTPLimits.maximumFields). The "
            + "server's operator sets how long they may be by limits.request_head.",
        setting: "limits.request_head")

    fileprivate static let bodyUnreadable = Problem(
        status: .badRequest, slug: "body-unreadable", title: "The body ended too early",
        detail: "The connection or the body ended before the request was complete.")
}

extension HTTPField.Name {
    // swift-format-ignore: NeverForceUnwrap
    fileprivate static let expect = HTTPField.Name("Expect")!
}
