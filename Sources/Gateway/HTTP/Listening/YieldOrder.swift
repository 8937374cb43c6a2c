import NIOCore

/// In which order connections are asked to make room, and from when on each may be.
///
/// Who has just come has a grace, and so has who was asked and stayed, because an answer is owed. The grace
/// is the same for all, so that the order in which they come is the order in which they may be asked: the
/// next is always the first. Moments are of any clock.
struct YieldOrder<ID: Hashable & Sendable, Moment: InstantProtocol & Sendable>: Sendable
where Moment.Duration == Duration {
    private struct Turn {
        var id: ID
        var number: UInt64
        var moment: Moment
    }

    private let grace: Duration
    private var turns = CircularBuffer<Turn>()
    /// The number of each one's turn. Turns with other numbers are of those who have left.
    private var numbers: [ID: UInt64] = [:]
    private var last: UInt64 = 0

    init(grace: Duration) {
        self.grace = grace
    }

    var count: Int { numbers.count }
    /// Turns, with those of who has left.
    var turnsKept: Int { turns.count }

    mutating func enter(_ id: ID, at now: Moment) {
        last += 1
        numbers[id] = last
        turns.append(Turn(id: id, number: last, moment: now.advanced(by: grace)))
    }

    mutating func leave(_ id: ID) {
        guard numbers.removeValue(forKey: id) != nil, turns.count > 2 * numbers.count + 64 else {
            return
        }
        // One who stays for long would keep the turns of all who came and left after it.
        turns = CircularBuffer(turns.filter { numbers[$0.id] == $0.number })
    }

    /// Gives those who may be asked now, so many at most. They come last again.
    mutating func ask(atMost count: Int, at now: Moment) -> [ID] {
        var asked: [ID] = []
        while asked.count < min(count, numbers.count), let moment = next(), moment <= now {
            let id = turns.removeFirst().id
            asked.append(id)
            enter(id, at: now)
        }
        return asked
    }

    /// From when on somebody may be asked; `nil`: there is nobody.
    mutating func next() -> Moment? {
        while let first = turns.first, numbers[first.id] != first.number { turns.removeFirst() }
        return turns.first?.moment
    }
}
