import GRDB
import PubSub

/// The writer's side of the journal: every change of the file goes through here, one transaction
/// after another.
struct Ledger {
    private(set) var marks: Marks
    private var nodes = NodeRows()

    /// How many entries leave the window in one transaction.
    private static let sliceEntries = 1000

    init(_ database: Database) throws {
        marks = try Marks(database)
    }

    /// Appends a batch, or changes nothing.
    mutating func append(_ entries: [Entry], _ database: Database) throws {
        try transaction(database) { ledger in
            let writer = try EntryWriter(database, horizon: ledger.marks.horizon)
            for entry in entries { try ledger.append(entry, writer, database) }
        }
    }

    private mutating func append(
        _ entry: Entry, _ writer: EntryWriter, _ database: Database
    ) throws {
        let address = entry.address
        let node = try nodes.row(of: address, floor: marks.forgottenFloor, database)
        try writer.insert(entry, of: node)
        try writer.apply(entry, to: node)
        switch entry.change {
        case .nodeCreated: nodes.setPresence(true, of: address)
        case .nodeDeleted: nodes.setPresence(false, of: address)
        default: break
        }
        if marks.head == marks.horizon { marks.oldestTime = entry.time }
        marks.head = entry.position
        marks.bytes += Int64(entry.sizeInBytes)
    }

    /// Moves the horizon on, by a bounded number of entries. Gives how many left the window.
    mutating func trimSlice(
        _ retention: Retention, now: Timestamp, _ database: Database
    ) throws -> Int {
        let start = marks.horizon
        try transaction(database) { ledger in
            let floors = try ledger.advanceHorizon(retention, now: now, database)
            guard ledger.marks.horizon > start else { return }
            try database.cachedStatement(
                sql: """
                    DELETE FROM entries WHERE position > ? AND position <= ? AND NOT EXISTS
                    (SELECT * FROM items WHERE items.node = entries.node
                    AND items.id = entries.item AND items.position = entries.position)
                    """
            ).run(.position(start), .position(ledger.marks.horizon))
            for (node, floor) in floors { try ledger.setFloor(of: node, to: floor, database) }
            try ledger.marks.readOldestTime(database)
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
                SELECT position, time, node,
                CASE kind WHEN ? THEN length(CAST(body AS BLOB)) END
                FROM entries WHERE position > ? ORDER BY position LIMIT ?
                """
        ).forEach(
            .integer(EntryColumns.Kind.itemPublished.rawValue), .position(marks.horizon),
            .integer(Int64(Self.sliceEntries))
        ) { row in
            let counts = marks.counts
            isWithinBounds =
                isWithinBounds
                || !retention.takes(
                    oldest: Timestamp(milliseconds: row.integer(1)), entries: counts.entries,
                    bytes: counts.bytes, oldestTime: oldestTime)
            guard !isWithinBounds else { return }
            marks.horizon = row.position(0)
            marks.bytes -= row.integer(3) + Int64(Entry.overheadBytes)
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

    /// All that the body does, on the disk and in memory, or nothing of it.
    private mutating func transaction(
        _ database: Database, _ body: (inout Ledger) throws -> Void
    ) throws {
        let before = marks
        do {
            try database.inTransaction(.immediate) {
                try body(&self)
                try marks.write(database)
                return .commit
            }
        } catch {
            marks = before
            nodes.removeAll()
            throw error
        }
    }
}
