import GRDB
import PubSub

extension Ledger {
    /// Moves the horizon on, by a bounded number of entries. Gives how many left the window.
    mutating func trimSlice(
        _ retention: Retention, now: Timestamp, _ database: Database
    ) throws -> Int {
        let start = marks.horizon
        try transaction(database) { ledger in
            let floors = try ledger.advanceHorizon(retention, now: now, database)
            guard ledger.marks.horizon > start else { return }
            // Which of them are kept items is known only now.
            try ledger.settle(database)
            try database.cachedStatement(
                sql: """
                    DELETE FROM entries WHERE position > ? AND position <= ? AND NOT EXISTS
                    (SELECT * FROM items WHERE items.node = entries.node
                    AND items.id = entries.item AND items.position = entries.position)
                    """
            ).run(.position(start), .position(ledger.marks.horizon))
            for (node, floor) in floors { try ledger.setFloor(of: node, to: floor, database) }
            try ledger.marks.readOldestTime(database)
            try ledger.marks.write(database)
        }
        return Int(marks.horizon.rawValue - start.rawValue)
    }

    /// Gives the last position that each node loses.
    private mutating func advanceHorizon(
        _ retention: Retention, now: Timestamp, _ database: Database
    ) throws -> [Int64: Position] {
        let oldestTime = retention.oldestTime(at: now)
        var floors: [Int64: Position] = [:]
        var isWithinBounds = false
        try database.cachedStatement(
            sql: """
                SELECT position, time, node, \(Marks.sizeOfRow)
                FROM entries WHERE position > ? ORDER BY position LIMIT ?
                """
        ).forEach(.position(marks.horizon), .integer(Int64(Self.sliceEntries))) { row in
            let counts = marks.counts
            isWithinBounds =
                isWithinBounds
                || !retention.takes(
                    oldest: Timestamp(milliseconds: row.integer(1)), entries: counts.entries,
                    bytes: counts.bytes, oldestTime: oldestTime)
            guard !isWithinBounds else { return }
            marks.horizon = row.position(0)
            marks.bytes -= row.integer(3)
            floors[row.integer(2)] = row.position(0)
        }
        return floors
    }

    /// A deleted node that nothing in the window is about loses its row, or the rows of all nodes
    /// there ever were would stay.
    private mutating func setFloor(
        of node: Int64, to floor: Position, _ database: Database
    ) throws {
        try database.cachedStatement(sql: "UPDATE nodes SET floor = ? WHERE id = ?")
            .run(.position(floor), .integer(node))
        try database.cachedStatement(
            sql: """
                DELETE FROM nodes WHERE id = ?1 AND configuration IS NULL
                AND NOT EXISTS (SELECT * FROM entries WHERE node = ?1)
                """
        ).run(.integer(node))
        guard database.changesCount > 0 else { return }
        marks.forgottenFloor = max(marks.forgottenFloor, floor)
        nodes.removeAll()
    }
}
