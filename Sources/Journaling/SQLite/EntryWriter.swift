import GRDB
import PubSub
import XMPP

/// Writes the entries of one batch: each as a row, and what it does to the state.
struct EntryWriter {
    private let database: Database
    private let horizon: Position
    private let insertEntry: Statement
    private let insertItem: Statement
    private let deleteItem: Statement

    /// - Parameter horizon: entries up to here go when their item is not kept any more.
    init(_ database: Database, horizon: Position) throws {
        self.database = database
        self.horizon = horizon
        insertEntry = try database.cachedStatement(
            sql: """
                INSERT INTO entries
                (position, time, node, kind, flags, item, jid, displaced, body)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        insertItem = try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO items (node, id, position) VALUES (?, ?, ?)")
        deleteItem = try database.cachedStatement(
            sql: "DELETE FROM items WHERE node = ? AND id = ? RETURNING position")
    }

    func insert(_ entry: Entry, of node: NodeRows.Row) throws {
        let columns = try EntryColumns(entry.change)
        try insertEntry.run(
            .position(entry.position), .integer(entry.time.milliseconds), node.value,
            .integer(columns.kind.rawValue), .integer(columns.flags.rawValue),
            .optional(columns.item), .optional(columns.jid), .optional(columns.displaced),
            .optional(columns.body))
    }

    /// What the entry does to the state of its node.
    func apply(_ entry: Entry, to node: NodeRows.Row) throws {
        if case .nodeCreated(_, let configuration) = entry.change {
            return try create(node, configuration, at: entry)
        }
        guard node.isPresent else { return }
        switch entry.change {
        case .nodeCreated:
            break
        case .nodeConfigured(_, let configuration, let displaced):
            try run(
                "UPDATE nodes SET configuration = ? WHERE id = ?",
                .text(try StoredConfiguration.text(of: configuration)), node.value)
            for item in displaced { try remove(item, of: node) }
        case .nodeDeleted:
            try empty(node)
            try run(
                """
                UPDATE nodes SET position = NULL, time = NULL, configuration = NULL WHERE id = ?
                """, node.value)
        case .nodePurged:
            try removeItems(of: node)
        case .itemPublished(_, let publication):
            guard publication.isKept else { return }
            try keep(publication.item.id, at: entry.position, of: node)
            for item in publication.displaced { try remove(item, of: node) }
        case .itemRetracted(_, let item, _):
            try remove(item, of: node)
        case .affiliationSet(_, let jid, .none):
            try run(
                "DELETE FROM affiliations WHERE node = ? AND jid = ?",
                node.value, .text(jid.bare.description))
        case .affiliationSet(_, let jid, let affiliation):
            try run(
                "INSERT OR REPLACE INTO affiliations (node, jid, affiliation) VALUES (?, ?, ?)",
                node.value, .text(jid.bare.description), .text(affiliation.rawValue))
        case .subscriptionSet(_, let jid, nil):
            try run(
                "DELETE FROM subscriptions WHERE node = ? AND jid = ?",
                node.value, .text(jid.description))
        case .subscriptionSet(_, let jid, _):
            let columns = try EntryColumns(entry.change)
            try run(
                """
                INSERT OR REPLACE INTO subscriptions (node, jid, state, flags) VALUES (?, ?, ?, ?)
                """,
                node.value, .text(jid.description), .optional(columns.body),
                .integer(columns.flags.rawValue))
        }
    }

    private func create(
        _ node: NodeRows.Row, _ configuration: NodeConfiguration, at entry: Entry
    ) throws {
        if node.isPresent { try empty(node) }
        try run(
            "UPDATE nodes SET position = ?, time = ?, configuration = ? WHERE id = ?",
            .position(entry.position), .integer(entry.time.milliseconds),
            .text(try StoredConfiguration.text(of: configuration)), node.value)
    }

    private func empty(_ node: NodeRows.Row) throws {
        try removeItems(of: node)
        try run("DELETE FROM affiliations WHERE node = ?", node.value)
        try run("DELETE FROM subscriptions WHERE node = ?", node.value)
    }

    private func keep(_ item: ItemID, at position: Position, of node: NodeRows.Row) throws {
        let values = [node.value, .text(item), .position(position)]
        try insertItem.run(values)
        guard database.changesCount == 0 else { return }
        try remove(item, of: node)
        try insertItem.run(values)
    }

    private func remove(_ item: ItemID, of node: NodeRows.Row) throws {
        let position = try deleteItem.one(node.value, .text(item)) { $0.position(0) }
        guard let position, position <= horizon else { return }
        try run("DELETE FROM entries WHERE position = ?", .position(position))
    }

    private func removeItems(of node: NodeRows.Row) throws {
        try run(
            """
            DELETE FROM entries WHERE position <= ?
            AND position IN (SELECT position FROM items WHERE node = ?)
            """, .position(horizon), node.value)
        try run("DELETE FROM items WHERE node = ?", node.value)
    }

    private func run(_ sql: String, _ values: SQLValue...) throws {
        try database.cachedStatement(sql: sql).run(values)
    }
}
