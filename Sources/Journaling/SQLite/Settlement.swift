import GRDB
import PubSub

/// Puts what entries do to the state into its tables, as `Engine.apply` does in memory.
struct Settlement {
    let database: Database
    /// Entries up to here go when their item is not kept any more.
    let horizon: Position
    /// What has become of items; written at the end.
    var items: [Int64: [ItemID: Place]] = [:]
    private var presence: [Int64: Bool] = [:]

    enum Place {
        case at(Position)
        case gone
    }

    init(_ database: Database, horizon: Position) {
        self.database = database
        self.horizon = horizon
    }

    mutating func apply(
        _ entry: EntryColumns, to node: Int64, at position: Position, time: Timestamp
    ) throws {
        guard try entry.kind == .nodeCreated || isPresent(node) else { return }
        switch entry.kind {
        case .nodeCreated:
            try empty(node)
            try run(
                """
                UPDATE nodes SET position = ?, time = ?, configuration = ?, access_position = NULL
                WHERE id = ?
                """,
                .position(position), .integer(time.milliseconds), .optional(entry.body),
                .integer(node))
            presence[node] = true
        case .nodeConfigured:
            try configure(node, entry.body, at: position)
            try displace(entry.displaced, from: node)
        case .nodeDeleted:
            try empty(node)
            try run(
                "UPDATE nodes SET position = NULL, time = NULL, configuration = NULL WHERE id = ?",
                .integer(node))
            presence[node] = false
        case .nodePurged:
            try removeItems(of: node)
        case .itemPublished where entry.flags.contains(.isKept):
            items[node, default: [:]][entry.item ?? ""] = .at(position)
            try displace(entry.displaced, from: node)
        case .itemPublished:
            break
        case .itemRetracted:
            items[node, default: [:]][entry.item ?? ""] = .gone
        case .affiliationSet:
            try setAffiliation(entry, of: node)
        case .subscriptionSet:
            try setSubscription(entry, of: node)
        }
    }

    private mutating func empty(_ node: Int64) throws {
        try removeItems(of: node)
        try run("DELETE FROM affiliations WHERE node = ?", .integer(node))
        try run("DELETE FROM subscriptions WHERE node = ?", .integer(node))
    }

    private func configure(_ node: Int64, _ text: String?, at position: Position) throws {
        let before = try database.cachedStatement(
            sql: "SELECT configuration FROM nodes WHERE id = ?"
        ).one(.integer(node)) { $0.text(0) ?? "" }
        if StoredConfiguration.accessModel(in: before ?? "")
            != StoredConfiguration.accessModel(in: text ?? "")
        {
            try run(
                "UPDATE nodes SET access_position = ? WHERE id = ?",
                .position(position), .integer(node))
        }
        try run(
            "UPDATE nodes SET configuration = ? WHERE id = ?", .optional(text), .integer(node))
    }

    private func setAffiliation(_ entry: EntryColumns, of node: Int64) throws {
        let jid = SQLValue.text(
            String(Substring((entry.jid ?? "").utf8.prefix { $0 != UInt8(ascii: "/") })))
        guard entry.body != Affiliation.none.rawValue else {
            return try run(
                "DELETE FROM affiliations WHERE node = ? AND jid = ?", .integer(node), jid)
        }
        try run(
            "INSERT OR REPLACE INTO affiliations (node, jid, affiliation) VALUES (?, ?, ?)",
            .integer(node), jid, .optional(entry.body))
    }

    private func setSubscription(_ entry: EntryColumns, of node: Int64) throws {
        guard let state = entry.body else {
            return try run(
                "DELETE FROM subscriptions WHERE node = ? AND jid = ?",
                .integer(node), .optional(entry.jid))
        }
        try run(
            "INSERT OR REPLACE INTO subscriptions (node, jid, state, flags) VALUES (?, ?, ?, ?)",
            .integer(node), .optional(entry.jid), .text(state),
            .integer(entry.flags.rawValue))
    }

    private mutating func isPresent(_ node: Int64) throws -> Bool {
        if let known = presence[node] { return known }
        let isPresent = try database.cachedStatement(
            sql: "SELECT configuration IS NOT NULL FROM nodes WHERE id = ?"
        ).one(.integer(node)) { $0.integer(0) != 0 }
        presence[node] = isPresent
        return try DamagedRow.unwrap(isPresent, "an entry without node")
    }

    func run(_ sql: String, _ values: SQLValue...) throws {
        try database.cachedStatement(sql: sql).run(values)
    }
}
