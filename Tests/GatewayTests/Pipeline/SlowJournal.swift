import Dispatch
import Journaling
import PubSub

/// A journal in memory whose items are read only once the test lets them.
final class SlowJournal: Journal {
    private let journal = MemoryJournal(epoch: "e")
    private let leave = DispatchSemaphore(value: 0)

    /// Lets so many readings pass.
    func pass(_ count: Int) { for _ in 0..<count { leave.signal() } }

    var epoch: String { journal.epoch }
    var head: Position { journal.head }
    var counts: JournalCounts { journal.counts }

    func restore(_ apply: (Entry) -> Void) throws(JournalError) { try journal.restore(apply) }

    func append(_ entries: [Entry]) throws(JournalError) { try journal.append(entries) }

    func entries(
        after: Position, through: Position, of addresses: [NodeAddress], maximumBytes: Int
    ) throws(JournalError) -> Page {
        try journal.entries(
            after: after, through: through, of: addresses, maximumBytes: maximumBytes)
    }

    func floor(of addresses: [NodeAddress]) throws(JournalError) -> Position {
        try journal.floor(of: addresses)
    }

    func lastDeletion(of addresses: [NodeAddress]) throws(JournalError) -> Position {
        try journal.lastDeletion(of: addresses)
    }

    func publications(at positions: [Position]) throws(JournalError) -> [Position: Entry] {
        leave.wait()
        return try journal.publications(at: positions)
    }

    func trim(_ retention: Retention, now: Timestamp) throws(JournalError) -> Int {
        try journal.trim(retention, now: now)
    }

    func close() { journal.close() }
}
