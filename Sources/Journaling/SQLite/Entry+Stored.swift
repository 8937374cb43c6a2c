import PubSub

extension Entry {
    /// The columns of `entries` that an entry is read from.
    static let storedColumns = """
        entries.position, entries.time, kind, flags, item, jid, created, displaced, body
        """

    /// Reads a row of `storedColumns`.
    init(_ row: Columns, of address: NodeAddress, jids: inout StoredJIDs) throws {
        let columns = try EntryColumns(row, kindAt: 2)
        self.init(
            position: row.position(0), time: Timestamp(milliseconds: row.integer(1)),
            service: address.service, change: try columns.change(of: address.node, jids: &jids))
    }
}
