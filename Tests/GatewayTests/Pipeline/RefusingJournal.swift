import Journaling
import PubSub
import Synchronization

/// A journal in memory on a disk that can refuse.
final class RefusingJournal: Journal {
    private let journal = MemoryJournal(epoch: "e")
    private let refusal = Mutex<JournalError?>(nil)
    private let appended = Mutex<[Int]>([])
    private let restored = Mutex(0)
    private let read = Mutex<[Position]>([])

    /// Why nothing is taken from now on; `nil`: all is well again.
    func refuse(_ error: JournalError?) { refusal.withLock { $0 = error } }

    /// How many entries each batch had that was taken.
    var batches: [Int] { appended.withLock { $0 } }

    var epoch: String { journal.epoch }
    var head: Position { journal.head }
    var counts: JournalCounts { journal.counts }

    /// The positions of all publications that were asked for.
    var asked: [Position] { read.withLock { $0 } }

    /// How often the whole state was read.
    var restorations: Int { restored.withLock { $0 } }

    func restore(_ apply: (Entry) -> Void) throws(JournalError) {
        restored.withLock { $0 += 1 }
        try journal.restore(apply)
    }

    func append(_ entries: [Entry]) throws(JournalError) {
        if let error = refusal.withLock({ $0 }) { throw error }
        try journal.append(entries)
        appended.withLock { $0.append(entries.count) }
    }

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
        read.withLock { $0 += positions }
        return try journal.publications(at: positions)
    }

    func trim(_ retention: Retention, now: Timestamp) throws(JournalError) -> Int {
        try journal.trim(retention, now: now)
    }

    func close() { journal.close() }
}
