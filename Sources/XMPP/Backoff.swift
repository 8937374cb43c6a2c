/// How long to wait before connecting again: twice as long after each failure, up to a cap, and
/// never exactly.
///
/// Half of the wait is chance, so that the components of a server that comes back do not all come
/// at once.
public struct Backoff: Sendable, Hashable {
    private let first: Duration
    private let cap: Duration
    private var ceiling: Duration

    /// Makes a back-off.
    ///
    /// - Parameters:
    ///   - first: the longest first wait.
    ///   - cap: the longest wait of all.
    public init(first: Duration = .seconds(1), cap: Duration = .seconds(60)) {
        self.first = first
        self.cap = cap
        ceiling = first
    }

    /// The next wait: between half of the present ceiling and all of it.
    ///
    /// - Parameter random: a random number, at least 0 and below 1.
    public mutating func next(random: Double) -> Duration {
        let wait = ceiling * (0.5 + 0.5 * random)
        ceiling = min(ceiling * 2, cap)
        return wait
    }

    /// Begins anew: the connection was ready, and did not end for a reason that needs an operator.
    public mutating func reset() {
        ceiling = first
    }
}
