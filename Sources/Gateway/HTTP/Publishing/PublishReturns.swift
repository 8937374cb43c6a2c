import NIOCore
import PubSub
import Synchronization

/// Brings what became of a connection's requests from the pipeline's thread to its event loop: the
/// loop is woken once for all that a batch settled.
final class PublishReturns: Sendable {
    /// What became of one request.
    struct Settled: Sendable {
        var ticket: AnswerQueue<PublishLane.Answer>.Ticket
        var order: PublishRoute.Order
        var isLast: Bool
        var result: Result<Outcome, PubSubError>
    }

    private let waiting = Mutex<[Settled]>([])
    private let lane: NIOLoopBound<PublishLane>
    private let eventLoop: any EventLoop

    init(lane: PublishLane, eventLoop: any EventLoop) {
        self.lane = NIOLoopBound(lane, eventLoop: eventLoop)
        self.eventLoop = eventLoop
    }

    /// Called on any thread.
    func put(_ settled: Settled) {
        let isFirst = waiting.withLock { waiting in
            waiting.append(settled)
            return waiting.count == 1
        }
        guard isFirst else { return }
        eventLoop.execute {
            let settled = self.waiting.withLock { waiting in
                defer { waiting = [] }
                return waiting
            }
            self.lane.value.settle(settled)
        }
    }
}
