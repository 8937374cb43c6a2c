import GRDB
public import PubSub

extension SQLiteJournal {
    public func publications(
        at positions: [Position]
    ) throws(JournalError) -> [Position: Entry] {
        guard !positions.isEmpty else { return [:] }
        return try read { database in
            let select = try database.cachedStatement(
                sql: """
                    SELECT \(Entry.storedColumns), service, name
                    FROM entries JOIN nodes ON nodes.id = node
                    WHERE entries.position = ? AND kind = ?
                    """)
            var jids = StoredJIDs()
            var found: [Position: Entry] = [:]
            for position in positions {
                let kind = EntryColumns.Kind.itemPublished
                found[position] = try select.one(.position(position), .integer(kind.rawValue)) {
                    let address = NodeAddress(
                        service: $0.text(9) ?? "", node: NodeID($0.text(10) ?? ""))
                    return try Entry($0, of: address, jids: &jids)
                }
            }
            return found
        }
    }
}
