import NIOCore

/// Connections that wait for something, in the order in which they began to: all have the same time.
struct WaitingRoom: Sendable {
    private struct Turn {
        var number: UInt64
        var deadline: Int64
    }

    private var turns = CircularBuffer<Turn>()
    private var waiting: Set<UInt64> = []
    private let patience: Int64

    /// - Parameter patience: how long each may wait, in milliseconds.
    init(patience: Int64) {
        self.patience = patience
    }

    var count: Int { waiting.count }
    /// Turns, with those of who has left.
    var turnsKept: Int { turns.count }

    mutating func enter(_ number: UInt64, at now: Int64) {
        waiting.insert(number)
        turns.append(Turn(number: number, deadline: now + patience))
    }

    mutating func leave(_ number: UInt64) {
        waiting.remove(number)
        // Most leave at once: the place where nobody waits behind them is not kept either.
        while let first = turns.first, !waiting.contains(first.number) { turns.removeFirst() }
    }

    /// Takes out those whose time is over.
    mutating func overdue(at now: Int64) -> [UInt64] {
        var overdue: [UInt64] = []
        while let first = turns.first, first.deadline <= now {
            turns.removeFirst()
            if waiting.remove(first.number) != nil { overdue.append(first.number) }
        }
        return overdue
    }

    /// How long nobody's time is over, in milliseconds; `nil`: nobody waits.
    mutating func wait(at now: Int64) -> Int64? {
        while let first = turns.first, !waiting.contains(first.number) { turns.removeFirst() }
        return turns.first.map { max(0, $0.deadline - now) }
    }
}
