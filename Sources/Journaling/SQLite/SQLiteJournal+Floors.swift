import GRDB
public import PubSub

extension SQLiteJournal {
    public func floor(of addresses: [NodeAddress]) throws(JournalError) -> Position {
        try read { try rows(of: addresses, $0).floor }
    }

    public func lastDeletion(of addresses: [NodeAddress]) throws(JournalError) -> Position {
        try read { database in
            let select = try database.cachedStatement(
                sql: """
                    SELECT max(position) FROM entries INDEXED BY deletions_of_node
                    WHERE kind = \(EntryColumns.Kind.nodeDeleted.rawValue) AND node = ?
                    """)
            return try rows(of: addresses, database).nodes.reduce(.start) { last, node in
                max(last, try select.one(.integer(node.0)) { $0.position(0) } ?? .start)
            }
        }
    }

    /// What the table of nodes has on some addresses.
    struct Rows {
        var nodes: [(Int64, NodeAddress)] = []
        /// The highest of all.
        var floor = Position.start
    }

    func rows(of addresses: [NodeAddress], _ database: Database) throws -> Rows {
        let select = try database.cachedStatement(
            sql: "SELECT id, floor FROM nodes WHERE service = ? AND name = ?")
        var rows = Rows()
        for address in Set(addresses) {
            let row = try select.one(.text(address.service), .text(address.node.description)) {
                ($0.integer(0), $0.position(1))
            }
            if let (node, floor) = row {
                rows.nodes.append((node, address))
                rows.floor = max(rows.floor, floor)
            } else {
                let forgotten = try database.cachedStatement(
                    sql: "SELECT forgotten_floor FROM journal"
                ).one { $0.position(0) }
                rows.floor = max(rows.floor, forgotten ?? .start)
            }
        }
        return rows
    }
}
