import GRDB
import PubSub

extension Ledger {
    /// Brings the tables of the state to the head.
    mutating func settleAll(_ database: Database) throws {
        guard marks.settled < marks.head else { return }
        try transaction(database) { ledger in
            try ledger.settle(database)
            try ledger.marks.write(database)
        }
    }

    /// Brings the tables of the state to the head, inside of a transaction.
    mutating func settle(_ database: Database) throws {
        var settlement = Settlement(database, horizon: marks.horizon)
        // A payload can be large, and is not part of the state.
        let select = try database.cachedStatement(
            sql: """
                SELECT position, time, node, kind, flags, item, jid, created, displaced,
                CASE WHEN kind <> \(EntryColumns.Kind.itemPublished.rawValue) THEN body END
                FROM entries WHERE position > ? ORDER BY position
                """)
        try select.forEach(.position(marks.settled)) { row in
            try settlement.apply(
                EntryColumns(row, kindAt: 3), to: row.integer(2), at: row.position(0),
                time: Timestamp(milliseconds: row.integer(1)))
        }
        try settlement.writeItems()
        marks.settled = marks.head
    }
}
