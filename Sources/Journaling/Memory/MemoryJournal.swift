public import PubSub
import Synchronization

/// A journal that lives as long as its process: for tests, and for a service whose publishers
/// repeat everything anyway.
public final class MemoryJournal: Journal {
    public let epoch: String
    private let record: Mutex<MemoryRecord>

    /// Makes an empty journal.
    ///
    /// - Parameter epoch: lower-case hex; chosen at random unless given.
    public init(epoch: String? = nil) {
        self.epoch = epoch ?? Epoch.random()
        record = Mutex(MemoryRecord())
    }

    public var head: Position { record.withLock { $0.head } }

    public var counts: JournalCounts { record.withLock { $0.counts } }

    public func restore(_ apply: (Entry) -> Void) throws(JournalError) {
        for entry in try open({ $0.condensed }) { apply(entry) }
    }

    public func append(_ entries: [Entry]) throws(JournalError) {
        try open { record throws(JournalError) in
            try entries.requireConsecutive(after: record.head)
            for entry in entries { record.append(entry) }
        }
    }

    public func entries(
        after: Position, through: Position, of addresses: [NodeAddress], maximumBytes: Int
    ) throws(JournalError) -> Page {
        try open {
            $0.page(after: after, through: through, of: addresses, maximumBytes: maximumBytes)
        }
    }

    public func floor(of addresses: [NodeAddress]) throws(JournalError) -> Position {
        try open { $0.floor(of: addresses) }
    }

    public func lastDeletion(of addresses: [NodeAddress]) throws(JournalError) -> Position {
        try open { $0.lastDeletion(of: addresses) }
    }

    public func publications(
        at positions: [Position]
    ) throws(JournalError) -> [Position: Entry] {
        try open { record in
            var found: [Position: Entry] = [:]
            for position in positions {
                guard let entry = record.entries[position], case .itemPublished = entry.change
                else { continue }
                found[position] = entry
            }
            return found
        }
    }

    public func trim(_ retention: Retention, now: Timestamp) throws(JournalError) -> Int {
        var taken = 0
        while case let slice = try open({ $0.trimSlice(retention, now: now) }), slice > 0 {
            taken += slice
        }
        return taken
    }

    public func close() {
        record.withLock { $0.isClosed = true }
    }

    /// The record under its lock, unless the journal is closed.
    private func open<Result: Sendable>(
        _ body: (inout MemoryRecord) throws(JournalError) -> Result
    ) throws(JournalError) -> Result {
        try record.withLock { record throws(JournalError) in
            guard !record.isClosed else { throw .closed }
            return try body(&record)
        }
    }
}
