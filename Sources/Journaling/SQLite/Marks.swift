import GRDB
import PubSub

/// Where the journal stands: what counts for all of it.
struct Marks {
    /// The last entry.
    var head = Position.start
    /// Entries up to here have left the window; those that remain are kept items.
    var horizon = Position.start
    /// The tables of the state are as of this entry, at or after the horizon.
    var settled = Position.start
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
    /// `Entry.sizeInBytes`, of a row of `entries`.
    static let sizeOfRow = """
        CASE kind WHEN \(EntryColumns.Kind.itemPublished.rawValue)
        THEN coalesce(length(CAST(body AS BLOB)), 0) ELSE 0 END + \(Entry.overheadBytes)
        """

    /// Reads them when the journal is opened.
    init(_ database: Database) throws {
        let row = try database.cachedStatement(
            sql: "SELECT horizon, settled, bytes, forgotten_floor FROM journal"
        ).one { row in
            Marks(
                horizon: row.position(0), settled: row.position(1), bytes: row.integer(2),
                forgottenFloor: row.position(3))
        }
        self = try DamagedRow.unwrap(row, "no row in the table journal")
        let (last, bytes) = try Self.unsettled(after: settled, database)
        // Retention may have taken every entry: positions are not given out again for that.
        head = max(settled, last)
        self.bytes += bytes
        try readOldestTime(database)
    }

    /// The last position, and what the entries up to it count.
    private static func unsettled(
        after settled: Position, _ database: Database
    ) throws -> (Position, Int64) {
        try database.cachedStatement(
            sql: "SELECT max(position), sum(\(sizeOfRow)) FROM entries WHERE position > ?"
        ).one(.position(settled)) { ($0.position(0), $0.integer(1)) } ?? (.start, 0)
    }

    mutating func readOldestTime(_ database: Database) throws {
        oldestTime = try database.cachedStatement(
            sql: "SELECT time FROM entries WHERE position = ?"
        )
        .one(.position(horizon.next)) { Timestamp(milliseconds: $0.integer(0)) }
    }

    /// Makes them part of the transaction, when everything is settled.
    func write(_ database: Database) throws {
        try database.cachedStatement(
            sql: "UPDATE journal SET horizon = ?, settled = ?, bytes = ?, forgotten_floor = ?"
        ).run(.position(horizon), .position(settled), .integer(bytes), .position(forgottenFloor))
    }
}
