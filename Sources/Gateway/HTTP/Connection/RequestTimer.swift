import NIOCore

/// Calls when a connection has taken too long (`RequestDeadlines`).
///
/// One timer for the whole life of the connection: it looks at the deadline when it fires, so that
/// requests need not move it.
final class RequestTimer {
    private var deadlines: RequestDeadlines<ContinuousClock.Instant>
    private let eventLoop: any EventLoop
    private let expired: () -> Void
    private var timer: Scheduled<Void>?

    /// Begins to count.
    ///
    /// - Parameter expired: called once, on the event loop.
    init(limits: HTTPLimits, eventLoop: any EventLoop, expired: @escaping () -> Void) {
        deadlines = RequestDeadlines(limits: limits, at: .now)
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
        let deadline = deadlines.deadline
        timer = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(deadline - .now)) {
            if deadline == self.deadlines.deadline { self.expired() } else { self.schedule() }
        }
    }
}

@available(*, unavailable)
extension RequestTimer: Sendable {}
