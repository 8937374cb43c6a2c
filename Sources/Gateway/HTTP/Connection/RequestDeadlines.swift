/// Says until when a connection may stay as it is.
///
/// A connection is in one of three states: its next request is being read, its requests are being
/// answered, or it is idle between the two. Each has its own time; what is read meanwhile, a byte or
/// a kilobyte, does not lengthen it. Requests may be sent ahead of answers, so the open ones are
/// counted. Moments are of any clock.
struct RequestDeadlines<Moment: InstantProtocol>: Sendable where Moment.Duration == Duration {
    /// What is waited for.
    enum Stage: Sendable {
        /// The first head.
        case head
        case body
        case answer
        /// The next head.
        case idle
        /// That the client takes the last it is told.
        case end
    }

    /// When the time of the stage is over, unless something happens before.
    private(set) var deadline: Moment
    private(set) var stage = Stage.head

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
        enter(.body, at: now)
    }

    mutating func requestRead(at now: Moment) {
        isReadingBody = false
        // The answer may have been there before the request's end.
        enter(unanswered > 0 ? .answer : .idle, at: now)
    }

    mutating func answered(at now: Moment) {
        unanswered = max(0, unanswered - 1)
        // An early answer, for instance 413, leaves the body's deadline as it is.
        guard !isReadingBody else { return }
        enter(unanswered > 0 ? .answer : .idle, at: now)
    }

    /// The client was not listened to while the answers before were due: that is not its fault.
    mutating func heldBack(at now: Moment) { enter(.answer, at: now) }

    /// The time of the stage was over: nothing lengthens the connection's any more.
    mutating func passed(at now: Moment) { enter(.end, at: now) }

    private mutating func enter(_ next: Stage, at now: Moment) {
        guard stage != .end else { return }
        stage = next
        deadline = now.advanced(by: time(of: next))
    }

    private func time(of stage: Stage) -> Duration {
        switch stage {
        case .head, .body, .end: limits.requestTimeout
        case .answer: limits.answerTimeout
        case .idle: limits.idleTimeout
        }
    }
}
