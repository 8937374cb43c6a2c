import GRDB
import PubSub

/// The kept items. What has become of one is gathered first, and only the last word is written.
extension Settlement {
    mutating func displace(_ displaced: String?, from node: Int64) throws {
        for item in try Netstrings.split(displaced) {
            items[node, default: [:]][ItemID(item)] = .gone
        }
    }

    /// Writes what has become of the items.
    mutating func writeItems() throws {
        let insert = try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO items (node, id, position) VALUES (?, ?, ?)")
        for (node, places) in items {
            for (item, place) in places {
                guard case .at(let position) = place else {
                    try remove(item, of: node)
                    continue
                }
                let values = [.integer(node), .text(item.description), SQLValue.position(position)]
                try insert.run(values)
                guard database.changesCount == 0 else { continue }
                try remove(item, of: node)
                try insert.run(values)
            }
        }
        items = [:]
    }

    private func remove(_ item: ItemID, of node: Int64) throws {
        let position = try database.cachedStatement(
            sql: "DELETE FROM items WHERE node = ? AND id = ? RETURNING position"
        ).one(.integer(node), .text(item.description)) { $0.position(0) }
        guard let position, position <= horizon else { return }
        try run("DELETE FROM entries WHERE position = ?", .position(position))
    }

    mutating func removeItems(of node: Int64) throws {
        items[node] = nil
        try run(
            """
            DELETE FROM entries WHERE position <= ?
            AND position IN (SELECT position FROM items WHERE node = ?)
            """, .position(horizon), .integer(node))
        try run("DELETE FROM items WHERE node = ?", .integer(node))
    }
}
