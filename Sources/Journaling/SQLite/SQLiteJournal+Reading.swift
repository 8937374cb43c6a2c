import GRDB
public import PubSub

extension SQLiteJournal {
    /// How many entries a page has, at most.
    private static let pageEntries = 1000

    public func entries(
        after: Position, through: Position, of addresses: [NodeAddress], maximumBytes: Int
    ) throws(JournalError) -> Page {
        // The snapshot that is read from is this head's or a later one's.
        let end = min(through, head)
        return try read { database in
            let rows = try rows(of: addresses, database)
            guard rows.floor <= after else { return Page(lostAfter: after) }
            // Every entry counts at least this much: no more of them can fit.
            let most = min(Self.pageEntries, max(0, maximumBytes) / Entry.overheadBytes + 1)
            let places = try places(after: after, through: end, of: rows, most: most, database)
            var page = Page(entries: [], through: places.through)
            var size = 0
            var jids = StoredJIDs()
            let select = try database.cachedStatement(
                sql: "SELECT \(Entry.storedColumns) FROM entries WHERE position = ?")
            for (position, address) in places.list {
                let entry = try select.one(.position(position)) {
                    try Entry($0, of: address, jids: &jids)
                }
                page.entries.append(try DamagedRow.unwrap(entry, "an index without its entry"))
                size += page.entries.last?.sizeInBytes ?? 0
                guard size < maximumBytes else {
                    page.through = position
                    break
                }
            }
            return page
        }
    }

    /// Where the next entries of the nodes are: from the index alone, so that what does not fit
    /// into the page is not read.
    private func places(
        after: Position, through end: Position, of rows: Rows, most: Int, _ database: Database
    ) throws -> (list: [(Position, NodeAddress)], through: Position) {
        let select = try database.cachedStatement(
            sql: """
                SELECT position FROM entries WHERE node = ? AND position > ? AND position <= ?
                ORDER BY position LIMIT ?
                """)
        var list: [(Position, NodeAddress)] = []
        var through = end
        for (node, address) in rows.nodes {
            let start = list.count
            try select.forEach(
                .integer(node), .position(after), .position(end), .integer(Int64(most))
            ) { list.append(($0.position(0), address)) }
            // Of this node there may be more: the page is complete only up to here.
            if list.count - start == most, let last = list.last { through = min(through, last.0) }
        }
        list.sort { $0.0 < $1.0 }
        return (list.filter { $0.0 <= through }, through)
    }

    func read<Result>(_ body: (Database) throws -> Result) throws(JournalError) -> Result {
        do {
            return try pool.read(body)
        } catch {
            throw JournalError(error, path: path)
        }
    }
}
