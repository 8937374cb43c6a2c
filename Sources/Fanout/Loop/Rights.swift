import PubSub

/// What a reader may read who showed who it is, and for how long.
///
/// The reader keeps it while it keeps its cursor: wherever an entry comes from that changes rights, the
/// ring or the journal, it is judged once, in order. A stream over several nodes ends when the first of
/// them is closed to its reader: who comes back is told which one it is.
struct Rights {
    private var standings: [Standing]
    /// Changes up to here are in the standings.
    private(set) var judged: Position
    /// When to warn that the time is nearly over, and when it is, in the loop's milliseconds.
    var warnsAt: Int64?
    var endsAt: Int64?
    /// What the warning says.
    let moment: Timestamp?

    /// - Parameter openedAt: where the standings were taken.
    init(_ standings: [Standing], openedAt: Position, expiry: StreamExpiry?, now: Int64) {
        self.standings = standings
        judged = openedAt
        moment = expiry?.moment
        endsAt = expiry.map { now + $0.remaining.milliseconds }
        warnsAt = expiry.map { now + ($0.remaining - $0.notice).milliseconds }
    }

    /// Whether everything may still be read after a change. One that ends the stream is not taken in,
    /// so that it does wherever it is met again.
    mutating func outlast(_ change: Change, at position: Position) -> Bool {
        if let index = standings.firstIndex(where: { $0.node == change.node }) {
            var standing = standings[index]
            standing.apply(change)
            // Who awaits a node may read nothing yet: only what concerns the reader can end it.
            guard standing == standings[index] || standing.mayRead else { return false }
            standings[index] = standing
        } else if change.closesNode {
            return false
        }
        judged = position
        return true
    }
}
