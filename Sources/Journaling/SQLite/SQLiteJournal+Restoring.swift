import GRDB
public import PubSub

extension SQLiteJournal {
    public func restore(_ apply: (Entry) -> Void) throws(JournalError) {
        do throws(JournalError) {
            try write { try $0.settleAll($1) }
        } catch .full, .readOnly, .locked, .unavailable {
            // What is on the disk can be read although it takes nothing: see `restoreTail`.
        }
        try read { database in
            var jids = StoredJIDs()
            let nodes = try restoreNodes(database, jids: &jids, apply)
            try restoreItems(of: nodes, database, jids: &jids, apply)
            try restoreTail(database, jids: &jids, apply)
        }
    }

    /// Gives the addresses by row.
    private func restoreNodes(
        _ database: Database, jids: inout StoredJIDs, _ apply: (Entry) -> Void
    ) throws -> [Int64: NodeAddress] {
        var nodes: [Int64: NodeAddress] = [:]
        var configurations = StoredConfigurations()
        let select = try database.cachedStatement(
            sql: """
                SELECT id, service, name, position, time, configuration
                FROM nodes WHERE configuration IS NOT NULL ORDER BY position
                """)
        try select.forEach { row in
            let address = NodeAddress(service: row.text(1) ?? "", node: row.text(2) ?? "")
            nodes[row.integer(0)] = address
            let configuration = try configurations[row.text(5) ?? ""]
            let changes =
                [Change.nodeCreated(address.node, configuration)]
                + (try affiliations(of: row.integer(0), address.node, database, jids: &jids))
                + (try subscriptions(of: row.integer(0), address.node, database, jids: &jids))
            for change in changes {
                apply(
                    Entry(
                        position: row.position(3),
                        time: Timestamp(milliseconds: row.integer(4)),
                        service: address.service, change: change))
            }
        }
        return nodes
    }

    private func affiliations(
        of row: Int64, _ node: NodeID, _ database: Database, jids: inout StoredJIDs
    ) throws -> [Change] {
        var changes: [Change] = []
        let select = try database.cachedStatement(
            sql: "SELECT jid, affiliation FROM affiliations WHERE node = ? ORDER BY jid")
        try select.forEach(.integer(row)) {
            let columns = EntryColumns(kind: .affiliationSet, jid: $0.text(0), body: $0.text(1))
            changes.append(try columns.change(of: node, jids: &jids))
        }
        return changes
    }

    private func subscriptions(
        of row: Int64, _ node: NodeID, _ database: Database, jids: inout StoredJIDs
    ) throws -> [Change] {
        var changes: [Change] = []
        let select = try database.cachedStatement(
            sql: "SELECT jid, state, flags FROM subscriptions WHERE node = ? ORDER BY jid")
        try select.forEach(.integer(row)) {
            let columns = EntryColumns(
                kind: .subscriptionSet, flags: EntryColumns.Flags(rawValue: $0.integer(2)),
                jid: $0.text(0), body: $0.text(1))
            changes.append(try columns.change(of: node, jids: &jids))
        }
        return changes
    }

    /// A million rows are usual: their payloads are not touched.
    private func restoreItems(
        of nodes: [Int64: NodeAddress], _ database: Database, jids: inout StoredJIDs,
        _ apply: (Entry) -> Void
    ) throws {
        let select = try database.cachedStatement(
            sql: """
                SELECT position, time, node, flags, item, jid, created FROM entries
                WHERE position IN (SELECT position FROM items) ORDER BY position
                """)
        try select.forEach { row in
            let address = try DamagedRow.unwrap(nodes[row.integer(2)], "an item without node")
            let columns = EntryColumns(
                kind: .itemPublished, flags: EntryColumns.Flags(rawValue: row.integer(3)),
                item: row.text(4), jid: row.text(5), created: row.optionalPosition(6))
            apply(
                Entry(
                    position: row.position(0), time: Timestamp(milliseconds: row.integer(1)),
                    service: address.service,
                    change: try columns.change(of: address.node, jids: &jids)))
        }
    }

    /// What could not be settled comes as it was appended.
    private func restoreTail(
        _ database: Database, jids: inout StoredJIDs, _ apply: (Entry) -> Void
    ) throws {
        let select = try database.cachedStatement(
            sql: """
                SELECT \(Entry.storedColumns), service, name FROM entries
                JOIN nodes ON nodes.id = entries.node
                WHERE entries.position > (SELECT settled FROM journal) ORDER BY entries.position
                """)
        try select.forEach { row in
            let address = NodeAddress(service: row.text(9) ?? "", node: row.text(10) ?? "")
            apply(try Entry(row, of: address, jids: &jids))
        }
    }
}
