import Fanout

/// What an adversary really did, and what came of it: without harm a run proves nothing.
struct Harm: Sendable, CustomStringConvertible {
    private(set) var counts: [(kind: Kind, count: Int)] = Kind.allCases.map { ($0, 0) }

    enum Kind: String, Sendable, CaseIterable {
        case cuts, restarts, trims
        /// Pages that readers got from the journal.
        case replays
        /// Readers who were told that they lag.
        case lags
        /// Streams that were ended, by reason.
        case endedByLag, endedByExpiry, endedByRights, endedByShutdown, endedByPoll
        /// Gaps that clients were told of, by reason.
        case gapsByRetention, gapsByRights
        case resumptions
        /// Refusals for want of a right, and of what was no longer valid.
        case refusals, staleRefusals
    }

    subscript(kind: Kind) -> Int {
        get { counts.first { $0.kind == kind }?.count ?? 0 }
        set {
            for index in counts.indices where counts[index].kind == kind {
                counts[index].count = newValue
            }
        }
    }

    /// What never happened.
    var missing: [Kind] { counts.filter { $0.count == 0 }.map(\.kind) }

    mutating func add(_ counts: HubCounts) {
        self[.replays] += counts.replays
        self[.lags] += counts.lags
        self[.endedByLag] += counts.ended.byLag
        self[.endedByExpiry] += counts.ended.byExpiry
        self[.endedByRights] += counts.ended.byNode
        self[.endedByShutdown] += counts.ended.byShutdown
        self[.endedByPoll] += counts.ended.byPoll
    }

    mutating func add(_ other: Harm) {
        for (kind, count) in other.counts { self[kind] += count }
    }

    var description: String {
        counts.map { "\($0.kind) \($0.count)" }.joined(separator: ", ")
    }
}
