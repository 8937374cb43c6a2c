import NIOCore
import Synchronization

/// Brings answers from other threads to a connection's event loop: the loop is woken once for all
/// that a batch of the pipeline settled.
final class AnswerReturns: Sendable {
    private let waiting = Mutex<[RequestHandler.Answer]>([])
    private let handler: NIOLoopBound<RequestHandler>
    private let eventLoop: any EventLoop

    init(handler: RequestHandler, eventLoop: any EventLoop) {
        self.handler = NIOLoopBound(handler, eventLoop: eventLoop)
        self.eventLoop = eventLoop
    }

    /// Called on any thread.
    func put(_ answer: RequestHandler.Answer) {
        let isFirst = waiting.withLock { waiting in
            waiting.append(answer)
            return waiting.count == 1
        }
        guard isFirst else { return }
        eventLoop.execute {
            let answers = self.waiting.withLock { waiting in
                defer { waiting = [] }
                return waiting
            }
            self.handler.value.settle(answers)
        }
    }
}
