import HTTPTypes
import NIOCore
import NIOHTTP1

/// Publishes without a task or a thread of its own: the fast way through a connection for back ends
/// that send many requests ahead of the answers.
///
/// Every request of a connection is either taken here, its item submitted to the pipeline as soon as
/// it is read and its answer written when it is durable, or forwarded to the handlers behind. Answers
/// must keep the order of the requests, so the two never overlap: while a forwarded request is
/// unanswered all others are forwarded too, and while an answer is owed here, what is to be forwarded
/// is held. So is whatever ends the connection. `PublishLane+Answers` has the way back.
final class PublishLane: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Whose request is being read.
    enum Reading {
        case forwarded
        /// `order` is nil where the head was refused: then the body is thrown away.
        case published(AnswerQueue<Answer>.Ticket, order: PublishRoute.Order?, isLast: Bool)
        /// The connection is about to end.
        case nothing
    }

    /// An answer that waits for its turn.
    struct Answer: Sendable {
        var response: Response
        /// The client wants the connection to end after it.
        var isLast: Bool
    }

    /// Beyond so many answers that are owed, no more is read.
    static let maximumPending = 256

    let route: PublishRoute
    var answers = AnswerQueue<Answer>()
    var reading = Reading.forwarded
    var context: ChannelHandlerContext?
    /// Where the pipeline's thread leaves what became of requests.
    var returns: PublishReturns?
    /// Events that end the connection, until nothing is owed.
    var heldEvents: [any Sendable] = []
    private var body = ByteBuffer()
    private var forwarded = 0
    private var held = CircularBuffer<HTTPServerRequestPart>()
    private var owesRead = false

    init(route: PublishRoute) {
        self.route = route
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        returns = PublishReturns(lane: self, eventLoop: context.eventLoop)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        returns = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if held.isEmpty { read(part, context) } else { held.append(part) }
    }

    private func read(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        switch part {
        case .head(let head):
            begin(head, part, context)
        case .body(let bytes):
            switch reading {
            case .forwarded: context.fireChannelRead(wrapInboundOut(part))
            case .published(_, order: .some, _): append(bytes)
            case .published, .nothing: break
            }
        case .end:
            switch reading {
            case .forwarded: context.fireChannelRead(wrapInboundOut(part))
            case .published(let ticket, let order?, let isLast): submit(order, ticket, isLast)
            case .published, .nothing: break
            }
        }
    }

    private func begin(
        _ head: HTTPRequestHead, _ part: HTTPServerRequestPart, _ context: ChannelHandlerContext
    ) {
        if case .nothing = reading { return }
        if forwarded == 0, let publish = PublishHead(head) {
            // After the server began to shut down, what is read is not promised anything.
            guard heldEvents.isEmpty else { return reading = .nothing }
            take(publish, head)
        } else if answers.isEmpty {
            reading = .forwarded
            forwarded += 1
            context.fireChannelRead(wrapInboundOut(part))
        } else {
            held.append(part)
        }
    }

    private func take(_ publish: PublishHead, _ head: HTTPRequestHead) {
        let ticket = answers.expect()
        let isLast = !head.isKeepAlive
        body.clear()
        do throws(Problem) {
            let order = try route.order(publish)
            reading = .published(ticket, order: order, isLast: isLast)
            if answers.count == 1, head.headers.contains(name: "expect") { askForBody() }
        } catch {
            reading = .published(ticket, order: nil, isLast: isLast)
            answer(ticket, error.response, isLast: isLast)
        }
    }

    private func append(_ bytes: ByteBuffer) {
        var bytes = bytes
        guard body.readableBytes + bytes.readableBytes > route.maximumBodyBytes else {
            body.writeBuffer(&bytes)
            return
        }
        guard case .published(let ticket, _, let isLast) = reading else { return }
        reading = .published(ticket, order: nil, isLast: isLast)
        let problem = Problem.bodyTooBig(limitInBytes: route.maximumBodyBytes)
        answer(ticket, problem.response, isLast: isLast)
    }

    private func submit(
        _ order: PublishRoute.Order, _ ticket: AnswerQueue<Answer>.Ticket, _ isLast: Bool
    ) {
        do throws(Problem) {
            let request = try route.request(order, body: body)
            route.pipeline.submit(request) { [returns] result in
                returns?.put(.init(ticket: ticket, order: order, isLast: isLast, result: result))
            }
        } catch {
            answer(ticket, error.response, isLast: isLast)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { forwarded -= 1 }
        context.write(data, promise: promise)
    }

    /// The client is held back by its own socket, not by our memory.
    func read(context: ChannelHandlerContext) {
        if answers.count < Self.maximumPending, held.isEmpty {
            context.read()
        } else {
            owesRead = true
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let event as ChannelShouldQuiesceEvent where !answers.isEmpty:
            heldEvents.append(event)
        case ChannelEvent.inputClosed where !answers.isEmpty:
            heldEvents.append(ChannelEvent.inputClosed)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    /// Goes on with what had to wait until nothing was owed, and with reading.
    func resume(_ context: ChannelHandlerContext) {
        if answers.isEmpty, !held.isEmpty {
            let parts = held
            held = CircularBuffer()
            for part in parts { read(part, context) }
            context.fireChannelReadComplete()
        }
        if answers.isEmpty, !heldEvents.isEmpty {
            let events = heldEvents
            heldEvents = []
            for event in events { context.fireUserInboundEventTriggered(event) }
        }
        if owesRead, answers.count < Self.maximumPending, held.isEmpty {
            owesRead = false
            context.read()
        }
    }
}

@available(*, unavailable)
extension PublishLane: Sendable {}
