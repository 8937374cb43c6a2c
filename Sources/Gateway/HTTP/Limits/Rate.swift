/// How often something may happen: so many times in a period, all of them at once if need be.
public struct Rate: Sendable, Hashable {
    /// At least 1.
    public var count: Int
    /// Longer than a microsecond for each.
    public var period: Duration

    public init(count: Int, per period: Duration) {
        self.count = count
        self.period = period
    }

    private static let units: [(name: String, period: Duration)] = [
        ("s", .seconds(1)), ("m", .seconds(60)), ("h", .seconds(3600)),
    ]

    /// Reads `20/s`, `600/m` or `1000/h`.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int(parts[0].filter { $0 != "_" }),
            1...1_000_000 ~= count,
            let unit = Self.units.first(where: { $0.name == parts[1] })
        else { return nil }
        self.init(count: count, per: unit.period)
    }

    /// As `init(_:)` reads it.
    var description: String {
        let unit = Self.units.first { $0.period == period }?.name ?? "\(period)"
        return "\(count)/\(unit)"
    }
}

/// Holds each of many to a rate, by one number for each (the generic cell rate algorithm): the moment at
/// which it would have spent nothing of its rate, if it spent it evenly. Who has spent nothing is not kept.
struct RateLimiter<Key: Hashable & Sendable>: Sendable {
    /// Microseconds of a clock that only goes forward.
    typealias Moment = Int64

    let rate: Rate
    private let maximumKeys: Int
    private var freeAt: [Key: Moment] = [:]
    /// When there are so many keys, those that have spent nothing are thrown away.
    private var nextPruning = 1024
    /// When all keys are taken, it is only looked for free ones again after a period.
    private var nextLook = Moment.min

    /// - Parameter maximumKeys: beyond so many that have spent something, further ones are let through: it
    ///   would take them all at once to get there, and memory counts for more.
    init(_ rate: Rate, maximumKeys: Int = 200_000) {
        self.rate = rate
        self.maximumKeys = maximumKeys
    }

    var keys: Int { freeAt.count }

    /// Spends one.
    ///
    /// - Returns: how long to wait where nothing is left to spend; `nil` where it was spent.
    mutating func spend(_ key: Key, at now: Moment) -> Duration? {
        let period = rate.period.microseconds
        let each = max(1, period / Int64(rate.count))
        let free = max(freeAt[key] ?? now, now)
        let wait = free + each - period - now
        guard wait <= 0 else { return .microseconds(wait) }
        if freeAt[key] == nil, !hasRoom(at: now) { return nil }
        freeAt[key] = free + each
        return nil
    }

    private mutating func hasRoom(at now: Moment) -> Bool {
        if freeAt.count >= nextPruning || freeAt.count >= maximumKeys && now >= nextLook {
            freeAt = freeAt.filter { $0.value > now }
            nextPruning = max(1024, 2 * freeAt.count)
            nextLook = now + rate.period.microseconds
        }
        return freeAt.count < maximumKeys
    }
}

extension Duration {
    /// Whole microseconds.
    var microseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }

    /// Whole seconds, as `Retry-After` has them: at least one.
    var wholeSeconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(seconds) + (attoseconds > 0 ? 1 : 0))
    }
}
