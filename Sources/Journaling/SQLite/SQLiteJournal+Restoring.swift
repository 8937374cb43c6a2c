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
            let nodes = try restoreNodes(database, apply)
            try restoreAffiliations(of: nodes, database, jids: &jids, apply)
            try restoreSubscriptions(of: nodes, database, jids: &jids, apply)
            try restoreItems(of: nodes, database, jids: &jids, apply)
            try restoreTail(database, jids: &jids, apply)
        }
    }

    /// What the entries of a node begin with.
    private struct Restored {
        let address: NodeAddress
        let position: Position
        let time: Timestamp

        func entry(_ change: Change) -> Entry {
            Entry(position: position, time: time, service: address.service, change: change)
        }
    }

    /// Gives the nodes by row.
    private func restoreNodes(
        _ database: Database, _ apply: (Entry) -> Void
    ) throws -> [Int64: Restored] {
        let count = try database.cachedStatement(sql: "SELECT count(*) FROM nodes").one {
            $0.integer(0)
        }
        var nodes: [Int64: Restored] = [:]
        nodes.reserveCapacity(Int(count ?? 0))
        var configurations = StoredConfigurations()
        let select = try database.cachedStatement(
            sql: """
                SELECT id, service, name, position, time, configuration, access_position
                FROM nodes WHERE configuration IS NOT NULL ORDER BY position
                """)
        try select.forEach { row in
            let node = Restored(
                address: NodeAddress(service: row.text(1) ?? "", node: NodeID(row.text(2) ?? "")),
                position: row.position(3), time: Timestamp(milliseconds: row.integer(4)))
            nodes[row.integer(0)] = node
            let configuration = try configurations[row.text(5) ?? ""]
            let creation = Entry.creation(
                of: node.address, configuration, position: node.position, time: node.time,
                accessChanged: row.optionalPosition(6))
            for entry in creation { apply(entry) }
        }
        return nodes
    }

    private func restoreAffiliations(
        of nodes: [Int64: Restored], _ database: Database, jids: inout StoredJIDs,
        _ apply: (Entry) -> Void
    ) throws {
        let select = try database.cachedStatement(
            sql: """
                SELECT node, jid, affiliation FROM affiliations JOIN nodes ON nodes.id = node
                WHERE configuration IS NOT NULL ORDER BY position, jid
                """)
        try select.forEach { row in
            let node = try DamagedRow.unwrap(
                nodes[row.integer(0)], "an affiliation without node")
            let columns = EntryColumns(kind: .affiliationSet, jid: row.text(1), body: row.text(2))
            apply(node.entry(try columns.change(of: node.address.node, jids: &jids)))
        }
    }

    private func restoreSubscriptions(
        of nodes: [Int64: Restored], _ database: Database, jids: inout StoredJIDs,
        _ apply: (Entry) -> Void
    ) throws {
        let select = try database.cachedStatement(
            sql: """
                SELECT node, jid, state, flags FROM subscriptions JOIN nodes ON nodes.id = node
                WHERE configuration IS NOT NULL ORDER BY position, jid
                """)
        try select.forEach { row in
            let node = try DamagedRow.unwrap(
                nodes[row.integer(0)], "a subscription without node")
            let columns = EntryColumns(
                kind: .subscriptionSet, flags: EntryColumns.Flags(rawValue: row.integer(3)),
                jid: row.text(1), body: row.text(2))
            apply(node.entry(try columns.change(of: node.address.node, jids: &jids)))
        }
    }

    /// A million rows are usual: their payloads are not touched.
    private func restoreItems(
        of nodes: [Int64: Restored], _ database: Database, jids: inout StoredJIDs,
        _ apply: (Entry) -> Void
    ) throws {
        let select = try database.cachedStatement(
            sql: """
                SELECT position, time, node, flags, item, jid, created FROM entries
                WHERE position IN (SELECT position FROM items) ORDER BY position
                """)
        try select.forEach { row in
            let node = try DamagedRow.unwrap(nodes[row.integer(2)], "an item without node")
            let columns = EntryColumns(
                kind: .itemPublished, flags: EntryColumns.Flags(rawValue: row.integer(3)),
                item: row.text(4).map { ItemID($0) }, jid: row.text(5),
                created: row.optionalPosition(6))
            apply(
                Entry(
                    position: row.position(0), time: Timestamp(milliseconds: row.integer(1)),
                    service: node.address.service,
                    change: try columns.change(of: node.address.node, jids: &jids)))
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
            let address = NodeAddress(service: row.text(9) ?? "", node: NodeID(row.text(10) ?? ""))
            apply(try Entry(row, of: address, jids: &jids))
        }
    }
}
