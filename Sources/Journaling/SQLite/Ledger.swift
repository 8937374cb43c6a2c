import GRDB
import PubSub

/// The writer's side of the journal: every change of the file goes through here, one transaction
/// after another.
///
/// An append writes the entries and nothing else. What they do to the state is *settled* later, a
/// thousand entries at a time, because publications to busy nodes fall on the same few pages over
/// and over: items that came and went in between never get there at all.
struct Ledger {
    var marks: Marks
    var nodes = NodeRows()

    /// How many entries are settled, or leave the window, in one transaction.
    static let sliceEntries = 1000

    init(_ database: Database) throws {
        marks = try Marks(database)
    }

    /// Appends a batch, or changes nothing.
    mutating func append(_ entries: [Entry], _ database: Database) throws {
        try transaction(database) { ledger in
            let insert = try database.cachedStatement(
                sql: """
                    INSERT INTO entries
                    (position, time, node, kind, flags, item, jid, created, displaced, body)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """)
            for entry in entries { try ledger.append(entry, insert, database) }
            let marks = ledger.marks
            guard marks.head.rawValue - marks.settled.rawValue >= Self.sliceEntries else { return }
            try ledger.settle(database)
            try ledger.marks.write(database)
        }
    }

    private mutating func append(
        _ entry: Entry, _ insert: Statement, _ database: Database
    ) throws {
        let columns = try EntryColumns(entry.change)
        let node = try nodes.row(of: entry.address, floor: marks.forgottenFloor, database)
        try insert.run(
            .position(entry.position), .integer(entry.time.milliseconds), .integer(node),
            .integer(columns.kind.rawValue), .integer(columns.flags.rawValue),
            .optional(columns.item?.description), .optional(columns.jid),
            .optional(columns.created),
            .optional(columns.displaced), .optional(columns.body))
        if marks.head == marks.horizon { marks.oldestTime = entry.time }
        marks.head = entry.position
        marks.bytes += Int64(entry.sizeInBytes)
    }

    /// All that the body does, on the disk and in memory, or nothing of it.
    mutating func transaction(
        _ database: Database, _ body: (inout Ledger) throws -> Void
    ) throws {
        let before = marks
        do {
            try database.inTransaction(.immediate) {
                try body(&self)
                return .commit
            }
        } catch {
            marks = before
            nodes.removeAll()
            throw error
        }
    }
}
