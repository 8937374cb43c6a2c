import Fanout
import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Answers the requests of a connection, or the one request of an HTTP/2 stream.
///
/// Each request takes a place among the answers when its head is read. What a request is for decides
/// how the answer comes about: an item is submitted to the pipeline without a task or a thread of its
/// own, because back ends send many of them ahead of the answers; everything else is asked of the
/// routes in a task. Whatever order that happens in, answers leave in the order of the requests, all
/// that are due in one flush; and where a stream is due, the connection becomes that stream.
///
/// `RequestHandler+Reading` has the way in, `+Answering` the way out, `+Streams` the end of both.
final class RequestHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = Never
    typealias OutboundIn = Never
    typealias OutboundOut = HTTPResponsePart

    /// What every connection of a front answers with.
    struct Services: Sendable {
        let routes: Routes
        let hub: Hub
        let admission: Admission
        let limits: HTTPLimits
        let connections: ConnectionRegistry
        /// The places of requests over HTTP/2 (`HTTP2Requests`).
        let requests: ConnectionRegistry
        let carriers: EventLoopCarriers
    }

    /// Of a request, all that its answer needs.
    struct Origin: Sendable {
        var ticket: AnswerQueue<Answer>.Ticket
        var isHead: Bool
        /// The client wants the connection to end after the answer.
        var isLast: Bool
        /// How a stream would say where it ends.
        var framing: Framing
        /// What the body takes of the memory for requests.
        var bytes = 0
    }

    /// An answer that waits for its turn.
    struct Answer: Sendable {
        var origin: Origin
        var content: RouteAnswer
    }

    /// What becomes of the bytes that come.
    enum Reading {
        /// The next is a head.
        case head
        /// The body is read. With an order, it is an item, and is kept.
        case body(IncomingRequest, Origin, PublishRoute.Order?)
        /// The answer does not wait for the body, which is thrown away.
        case refused(isLast: Bool)
        /// Nothing is listened to any more.
        case nothing
    }

    /// Beyond so many answers that are owed, or bytes that wait for theirs, no more is read: one client
    /// does not take what is there for all.
    static let maximumPending = 256
    static let maximumPendingBytes = 1 << 20

    let services: Services
    let transport: Transport
    let isSecure: Bool
    var context: ChannelHandlerContext?
    var reading = Reading.head
    var body = ByteBuffer()
    /// How much of the body has come, kept or not.
    var bodyBytes = 0
    /// What bodies that wait for their answers take of the memory for requests.
    var pendingBytes = 0
    var answers = AnswerQueue<Answer>()
    /// Where other threads leave answers.
    var returns: AnswerReturns?
    var timer: RequestTimer?
    /// Of the last bytes that were written: done when the kernel has them.
    var lastWrite: EventLoopFuture<Void>?
    /// After the answers that are owed, the connection ends.
    var isEnding = false
    /// What a request is told that is not whole when the connection ends.
    var unfinished: Problem?
    /// The answer to the first request, where that was decided before the connection came here.
    var foreseen: RouteAnswer?
    private var owesRead = false

    init(
        services: Services, transport: Transport, isSecure: Bool, foreseen: RouteAnswer? = nil
    ) {
        self.services = services
        self.transport = transport
        self.isSecure = isSecure
        self.foreseen = foreseen
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        returns = AnswerReturns(handler: self, eventLoop: context.eventLoop)
        if context.channel.isActive { begin(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard timer == nil else { return }
        timer = RequestTimer(limits: services.limits, eventLoop: context.eventLoop) {
            [weak self] stage in self?.expire(stage)
        }
    }

    /// Lets go of everything: there is nobody to answer.
    private func end() {
        timer?.stop()
        timer = nil
        dropBody()
        returns = nil
        context = nil
        reading = .nothing
    }

    /// The client is held back by its own socket, not by our memory.
    func read(context: ChannelHandlerContext) {
        if hasRoom {
            context.read()
        } else {
            owesRead = true
            timer?.isHeldBack = true
        }
    }

    func goOnReading() {
        guard owesRead, hasRoom else { return }
        owesRead = false
        timer?.isHeldBack = false
        context?.read()
    }

    private var hasRoom: Bool {
        answers.count < Self.maximumPending && pendingBytes < Self.maximumPendingBytes
    }
}

@available(*, unavailable)
extension RequestHandler: Sendable {}
