import GRDB
public import PubSub
import XMPP

extension SQLiteJournal {
    /// The columns of `entries` that an `Entry` is read from.
    private static let columns = """
        entries.position, entries.time, kind, flags, item, jid, displaced, body
        """

    /// How many entries a page has, at most.
    private static let pageEntries = 1000

    public func entries(
        after: Position, through: Position, of addresses: [NodeAddress], maximumBytes: Int
    ) throws(JournalError) -> Page {
        // The snapshot that is read from is this head's or a later one's.
        let end = min(through, head)
        return try read { database in
            guard try floor(of: addresses, database) <= after else { return Page(lostAfter: after) }
            let places = try places(after: after, through: end, of: addresses, database)
            var page = Page(entries: [], through: places.through)
            var size = 0
            var jids = StoredJIDs()
            let select = try database.cachedStatement(
                sql: "SELECT \(Self.columns) FROM entries WHERE position = ?")
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
        after: Position, through end: Position, of addresses: [NodeAddress], _ database: Database
    ) throws -> (list: [(Position, NodeAddress)], through: Position) {
        let select = try database.cachedStatement(
            sql: """
                SELECT position FROM entries WHERE node = ? AND position > ? AND position <= ?
                ORDER BY position LIMIT ?
                """)
        var list: [(Position, NodeAddress)] = []
        var through = end
        for address in Set(addresses) {
            guard let node = try row(of: address, database)?.node else { continue }
            var count = 0
            try select.forEach(
                .integer(node), .position(after), .position(end), .integer(Int64(Self.pageEntries))
            ) {
                list.append(($0.position(0), address))
                count += 1
            }
            // Of this node there may be more: the page is complete only up to here.
            if count == Self.pageEntries, let last = list.last { through = min(through, last.0) }
        }
        list.sort { $0.0 < $1.0 }
        return (list.filter { $0.0 <= through }, through)
    }

    public func floor(of addresses: [NodeAddress]) throws(JournalError) -> Position {
        try read { try floor(of: addresses, $0) }
    }

    private func floor(of addresses: [NodeAddress], _ database: Database) throws -> Position {
        var highest = Position.start
        for address in addresses {
            let floor = try row(of: address, database)?.floor ?? Marks(database).forgottenFloor
            highest = max(highest, floor)
        }
        return highest
    }

    private func row(
        of address: NodeAddress, _ database: Database
    ) throws -> (node: Int64, floor: Position)? {
        try database.cachedStatement(
            sql: "SELECT id, floor FROM nodes WHERE service = ? AND name = ?"
        ).one(.text(address.service), .text(address.node)) { ($0.integer(0), $0.position(1)) }
    }

    public func publications(
        at positions: [Position]
    ) throws(JournalError) -> [Position: Entry] {
        guard !positions.isEmpty else { return [:] }
        return try read { database in
            let select = try database.cachedStatement(
                sql: """
                    SELECT \(Self.columns), service, name
                    FROM entries JOIN nodes ON nodes.id = node
                    WHERE entries.position = ? AND kind = ?
                    """)
            var jids = StoredJIDs()
            var found: [Position: Entry] = [:]
            for position in positions {
                let kind = EntryColumns.Kind.itemPublished
                found[position] = try select.one(.position(position), .integer(kind.rawValue)) {
                    let address = NodeAddress(
                        service: $0.text(8) ?? "", node: $0.text(9) ?? "")
                    return try Entry($0, of: address, jids: &jids)
                }
            }
            return found
        }
    }

    func read<Result>(_ body: (Database) throws -> Result) throws(JournalError) -> Result {
        do {
            return try pool.read(body)
        } catch {
            throw JournalError(error, path: path)
        }
    }
}

extension Entry {
    /// Reads a row of `SQLiteJournal.columns`.
    fileprivate init(_ row: Columns, of address: NodeAddress, jids: inout StoredJIDs) throws {
        let columns = try EntryColumns(row, kindAt: 2)
        self.init(
            position: row.position(0), time: Timestamp(milliseconds: row.integer(1)),
            service: address.service, change: try columns.change(of: address.node, jids: &jids))
    }
}
