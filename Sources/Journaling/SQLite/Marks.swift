import GRDB
import PubSub

/// Where the journal stands: what counts for all of it and changes with every batch.
struct Marks {
    /// The last entry.
    var head = Position.start
    /// Entries up to here have left the window; those that remain are kept items.
    var horizon = Position.start
    /// What the entries in the window count against retention.
    var bytes: Int64 = 0
    /// The highest floor of the nodes that are forgotten: what counts for a node without a row.
    var forgottenFloor = Position.start
    /// When the oldest entry in the window came about.
    var oldestTime: Timestamp?

    var counts: JournalCounts {
        var counts = JournalCounts()
        counts.entries = Int(head.rawValue - horizon.rawValue)
        counts.bytes = Int(bytes)
        counts.oldest = horizon < head ? horizon.next : nil
        counts.oldestTime = oldestTime
        return counts
    }
}

extension Marks {
    /// Reads them when the journal is opened.
    init(_ database: Database) throws {
        let row = try database.cachedStatement(
            sql: "SELECT horizon, bytes, forgotten_floor FROM journal"
        ).one { Marks(horizon: $0.position(0), bytes: $0.integer(1), forgottenFloor: $0.position(2)) }
        self = try DamagedRow.unwrap(row, "no row in the table journal")
        // Retention may have taken every entry: positions are not given out again for that.
        let last = try database.cachedStatement(sql: "SELECT max(position) FROM entries")
            .one { $0.position(0) }
        head = max(horizon, last ?? .start)
        try readOldestTime(database)
    }

    mutating func readOldestTime(_ database: Database) throws {
        oldestTime = try database.cachedStatement(sql: "SELECT time FROM entries WHERE position = ?")
            .one(.position(horizon.next)) { Timestamp(milliseconds: $0.integer(0)) }
    }

    /// Makes them part of the transaction. The head needs no writing: the last entry tells it.
    func write(_ database: Database) throws {
        try database.cachedStatement(
            sql: "UPDATE journal SET horizon = ?, bytes = ?, forgotten_floor = ?"
        ).run(.position(horizon), .integer(bytes), .position(forgottenFloor))
    }
}
