/// Says until when a connection may stay as it is.
///
/// A connection is in one of three states: its next request is being read, its requests are being
/// answered, or it is idle between the two. Each has its own time; what is read meanwhile, a byte or
/// a kilobyte, does not lengthen it. Requests may be sent ahead of answers, so the open ones are
/// counted. Moments are of any clock.
struct RequestDeadlines<Moment: InstantProtocol>: Sendable where Moment.Duration == Duration {
    /// When the connection is to be closed, unless something happens before.
    private(set) var deadline: Moment

    private let limits: HTTPLimits
    private var unanswered = 0
    private var isReadingBody = false

    /// The connection has just been accepted.
    init(limits: HTTPLimits, at now: Moment) {
        self.limits = limits
        deadline = now.advanced(by: limits.requestTimeout)
    }

    mutating func headRead(at now: Moment) {
        unanswered += 1
        isReadingBody = true
        deadline = now.advanced(by: limits.requestTimeout)
    }

    mutating func requestRead(at now: Moment) {
        isReadingBody = false
        deadline = now.advanced(by: limits.answerTimeout)
    }

    mutating func answered(at now: Moment) {
        unanswered = max(0, unanswered - 1)
        // An early answer, for instance 413, leaves the body's deadline as it is.
        guard !isReadingBody else { return }
        deadline = now.advanced(
            by: unanswered > 0 ? limits.answerTimeout : limits.idleTimeout)
    }
}
