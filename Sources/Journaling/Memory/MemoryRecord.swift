import PubSub

/// What a `MemoryJournal` holds: the entries of the window and those of kept items, by position,
/// and for each node where they are.
struct MemoryRecord {
    private(set) var head = Position.start
    private(set) var entries: [Position: Entry] = [:]
    var isClosed = false
    /// The last position that retention has taken from the window.
    private var horizon = Position.start
    private var bytes = 0
    private var nodes: [NodeAddress: MemoryNode] = [:]
    /// The highest floor of the nodes that are not in `nodes` any more.
    private var forgottenFloor = Position.start

    /// How many entries leave the window in one go.
    private static let sliceEntries = 1000

    var counts: JournalCounts {
        var counts = JournalCounts()
        counts.entries = Int(head.rawValue - horizon.rawValue)
        counts.bytes = bytes
        counts.oldest = horizon < head ? horizon.next : nil
        counts.oldestTime = entries[horizon.next]?.time
        return counts
    }

    mutating func append(_ entry: Entry) {
        head = entry.position
        entries[entry.position] = entry
        bytes += entry.sizeInBytes
        let dropped = nodes[entry.address, default: MemoryNode(floor: forgottenFloor)].add(entry)
        for position in dropped where position <= horizon { entries[position] = nil }
    }

    /// The state as `Journal.restore` gives it.
    var condensed: [Entry] {
        let present = nodes.compactMap { address, node in
            node.presence.map { (address, $0) }
        }.sorted { $0.1.position < $1.1.position }
        let items = present.flatMap { $0.1.items.values }.sorted()
        return CondensedPart.allCases.flatMap { part in
            present.flatMap { address, node in node.condensed(part, at: address) }
        } + items.compactMap { entries[$0]?.withoutPayload }
    }

    func floor(of addresses: [NodeAddress]) -> Position {
        addresses.lazy.map { nodes[$0]?.floor ?? forgottenFloor }.max() ?? .start
    }

    func lastDeletion(of addresses: [NodeAddress]) -> Position {
        addresses.lazy.compactMap { nodes[$0]?.deletion }.max() ?? .start
    }

    func page(
        after: Position, through: Position, of addresses: [NodeAddress], maximumBytes: Int
    ) -> Page {
        guard floor(of: addresses) <= after else { return Page(lostAfter: after) }
        let end = min(through, head)
        let positions = Set(addresses).flatMap { address in
            nodes[address]?.window.filter { $0 > after && $0 <= end } ?? []
        }.sorted()
        var page = Page(entries: [], through: end)
        var size = 0
        for entry in positions.lazy.compactMap({ entries[$0] }) {
            page.entries.append(entry)
            size += entry.sizeInBytes
            guard size < maximumBytes else {
                page.through = entry.position
                break
            }
        }
        return page
    }

    /// Moves the horizon on, by a bounded number of entries. Gives how many left the window.
    mutating func trimSlice(_ retention: Retention, now: Timestamp) -> Int {
        let oldestTime = retention.oldestTime(at: now)
        let start = horizon
        var touched: Set<NodeAddress> = []
        while counts.entries > 0, horizon.rawValue - start.rawValue < Self.sliceEntries,
            let entry = entries[horizon.next],
            retention.takes(
                oldest: entry.time, entries: counts.entries, bytes: bytes, oldestTime: oldestTime)
        {
            horizon = horizon.next
            bytes -= entry.sizeInBytes
            touched.insert(entry.address)
            if nodes[entry.address]?.keeps(entry) != true { entries[entry.position] = nil }
        }
        for address in touched { leaveWindow(address) }
        return Int(horizon.rawValue - start.rawValue)
    }

    private mutating func leaveWindow(_ address: NodeAddress) {
        nodes[address]?.leaveWindow(through: horizon)
        guard let node = nodes[address], node.presence == nil, node.window.isEmpty else { return }
        forgottenFloor = max(forgottenFloor, node.floor)
        nodes[address] = nil
    }
}
