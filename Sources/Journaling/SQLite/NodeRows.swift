import GRDB
import PubSub

/// The rows of nodes, as far as the writer has met them: an entry names its node by the row.
struct NodeRows {
    private var known: [NodeAddress: Int64] = [:]

    /// The node's row, made where there is none.
    ///
    /// - Parameter floor: what a new row starts with.
    mutating func row(
        of address: NodeAddress, floor: Position, _ database: Database
    ) throws -> Int64 {
        if let row = known[address] { return row }
        let found = try database.cachedStatement(
            sql: "SELECT id FROM nodes WHERE service = ? AND name = ?"
        ).one(.text(address.service), .text(address.node.description)) { $0.integer(0) }
        let row = try found ?? insert(address, floor: floor, database)
        known[address] = row
        return row
    }

    /// Forgets what a transaction that failed, or rows that are gone, may have left behind.
    mutating func removeAll() {
        known.removeAll()
    }

    private func insert(
        _ address: NodeAddress, floor: Position, _ database: Database
    ) throws -> Int64 {
        try database.cachedStatement(
            sql: "INSERT INTO nodes (service, name, floor) VALUES (?, ?, ?)"
        ).run(.text(address.service), .text(address.node.description), .position(floor))
        return database.lastInsertedRowID
    }
}
