import NIOCore

/// Calls when a connection has taken too long (`RequestDeadlines`).
///
/// One timer for the whole life of the connection: it looks at the deadline when it fires, so that
/// requests need not move it.
final class RequestTimer {
    typealias Stage = RequestDeadlines<ContinuousClock.Instant>.Stage

    private var deadlines: RequestDeadlines<ContinuousClock.Instant>
    private let eventLoop: any EventLoop
    private let expired: (Stage) -> Void
    private var timer: Scheduled<Void>?
    /// The client is not listened to at present, because of the answers that are due.
    var isHeldBack = false
    /// A stage may be over sooner than the one before: so long it may look later than that.
    private let shortest: Duration

    /// Begins to count.
    ///
    /// - Parameter expired: called on the event loop with what was waited for, and once more with `end`
    ///   where the connection is still there after that.
    init(
        limits: HTTPLimits, eventLoop: any EventLoop, expired: @escaping (Stage) -> Void
    ) {
        deadlines = RequestDeadlines(limits: limits, at: .now)
        shortest = min(limits.requestTimeout, limits.answerTimeout, limits.idleTimeout)
        self.eventLoop = eventLoop
        self.expired = expired
        schedule()
    }

    func headRead() { deadlines.headRead(at: .now) }
    func requestRead() { deadlines.requestRead(at: .now) }
    func answered() { deadlines.answered(at: .now) }

    /// Counts no more.
    func stop() {
        timer?.cancel()
        timer = nil
    }

    private func schedule() {
        let wait = min(deadlines.deadline - .now, shortest)
        timer = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(wait)) {
            if self.deadlines.deadline <= .now { self.pass() } else { self.schedule() }
        }
    }

    private func pass() {
        let stage = deadlines.stage
        guard stage != .end else {
            timer = nil
            return expired(stage)
        }
        if isHeldBack, stage != .answer {
            deadlines.heldBack(at: .now)
            return schedule()
        }
        deadlines.passed(at: .now)
        schedule()
        expired(stage)
    }
}

@available(*, unavailable)
extension RequestTimer: Sendable {}
