/// Decides what a source does next: a state machine without a socket, a clock or chance.
///
/// A source is asking, reading or waiting. Each thing that happens to it is told to the machine, which
/// answers with the one thing to do. It keeps the server's reconnection time, and counts the failures
/// since something last arrived, by which waits grow.
struct ReconnectionMachine: Sendable, Hashable {
    /// The one thing to do next.
    enum Action: Sendable, Hashable {
        /// The stream is open: read it.
        case read
        /// Connect again after this delay.
        case wait(Duration, because: Interruption)
        /// The server wants no more of it (HTML §9.2.3): the sequence ends.
        case finish
        /// The sequence throws.
        case giveUp(Interruption)
    }

    private let persistence: EventSource.Persistence
    private let delays: ReconnectionDelays
    private var reconnectionTime: Duration
    private var failures = 0
    private var hasBeenOpen = false

    init(persistence: EventSource.Persistence, delays: ReconnectionDelays) {
        self.persistence = persistence
        self.delays = delays
        reconnectionTime = max(delays.initial, delays.shortest)
    }

    /// The head of an answer has come, redirects followed.
    ///
    /// - Parameters:
    ///   - contentType: the header field, parameters included.
    ///   - retryAfter: the header field; its form with a date is not read.
    ///   - random: at least 0 and below 1.
    mutating func responded(
        status: Int, contentType: String?, retryAfter: String? = nil, random: Double
    ) -> Action {
        switch status {
        case 200 where Self.isEventStream(contentType):
            hasBeenOpen = true
            return .read
        case 200: return .giveUp(.contentType(contentType))
        case 204: return .finish
        case 408, 425, 429, 500...599:
            guard persistence != .standard else { return .giveUp(.status(status)) }
            let wish = retryAfter.flatMap { Int64($0) }.map { Self.bounded(seconds: $0) }
            return interrupted(.status(status), atLeast: wish ?? .zero, random: random)
        default: return .giveUp(.status(status))
        }
    }

    /// Something has arrived on the open stream, be it a comment: the server works.
    mutating func arrived() {
        failures = 0
    }

    /// The stream has set the reconnection time (HTML §9.2.6).
    mutating func setReconnectionTime(milliseconds: Int) {
        let longest = Int(ReconnectionDelays.longestAskedFor / .milliseconds(1))
        reconnectionTime = max(.milliseconds(min(milliseconds, longest)), delays.shortest)
    }

    /// The stream ended or broke, or could not be had.
    ///
    /// - Parameter random: at least 0 and below 1.
    mutating func interrupted(_ interruption: Interruption, random: Double) -> Action {
        interrupted(interruption, atLeast: .zero, random: random)
    }

    private mutating func interrupted(
        _ interruption: Interruption, atLeast wish: Duration, random: Double
    ) -> Action {
        guard persistence != .onceOpened || hasBeenOpen else { return .giveUp(interruption) }
        var delay = reconnectionTime
        for _ in 0..<failures where delay < delays.longest {
            delay = min(delay * 2, delays.longest)
        }
        failures += 1
        return .wait(max(delay, wish) * (1 + random / 2), because: interruption)
    }

    /// A type matches whatever its parameters are, as MIME types do: in any case of letters.
    private static func isEventStream(_ contentType: String?) -> Bool {
        let essence = contentType?.prefix { $0 != ";" && $0 != " " && $0 != "\t" }
        return essence?.lowercased() == "text/event-stream"
    }

    private static func bounded(seconds: Int64) -> Duration {
        min(max(.zero, .seconds(seconds)), ReconnectionDelays.longestAskedFor)
    }
}
