import GRDB
public import PubSub
import Synchronization

/// The journal in a folder, as one SQLite database.
///
/// One writer and a few readers work at the same time (WAL). A batch is one transaction, and with
/// `Synchronous.full` its end waits for the disk: what `append` has taken survives a power cut.
/// The folder belongs to one process at a time.
public final class SQLiteJournal: Journal {
    public let epoch: String
    /// The database, for messages to the operator.
    let path: String
    let pool: DatabasePool
    private let lock: FolderLock
    private let ledger: Mutex<Ledger>
    /// What may be read while a transaction is under way.
    private let durable: Mutex<Marks>
    private let isClosed = Atomic(false)

    /// What `append` waits for.
    public enum Synchronous: String, Sendable, CaseIterable {
        /// The disk: an entry survives a power cut.
        case full
        /// The operating system: an entry survives the end of the process, and a power cut may
        /// take the last seconds.
        case normal
    }

    /// Opens the journal of a folder, or makes both.
    ///
    /// - Throws: `JournalError`, which says what the operator has to do.
    public init(folder: String, synchronous: Synchronous = .full) throws(JournalError) {
        let path = folder + "/journal.db"
        let lock = try FolderLock(folder: folder)
        try lock.createFile(at: path)
        do {
            let pool = try DatabasePool(path: path, configuration: .journal)
            let (epoch, ledger) = try pool.writeWithoutTransaction { database in
                try Schema.migrate(database, path: path)
                let epoch = try Epoch.read(database)
                switch synchronous {
                case .full: try Epoch.endUnsynchronised(database)
                case .normal: try Epoch.beginUnsynchronised(database)
                }
                // The pool has chosen NORMAL by itself when it turned to WAL.
                try database.execute(sql: "PRAGMA synchronous = \(synchronous.rawValue)")
                return (epoch, try Ledger(database))
            }
            self.epoch = epoch
            self.pool = pool
            self.durable = Mutex(ledger.marks)
            self.ledger = Mutex(ledger)
        } catch {
            throw JournalError(error, path: path)
        }
        self.path = path
        self.lock = lock
    }

    public var head: Position { durable.withLock { $0.head } }

    public var counts: JournalCounts { durable.withLock { $0.counts } }

    public func append(_ entries: [Entry]) throws(JournalError) {
        guard !entries.isEmpty else { return }
        try write { ledger, database in
            try entries.requireConsecutive(after: ledger.marks.head)
            try ledger.append(entries, database)
        }
    }

    public func trim(_ retention: Retention, now: Timestamp) throws(JournalError) -> Int {
        var taken = 0
        while case let slice = try trimSlice(retention, now: now), slice > 0 { taken += slice }
        return taken
    }

    private func trimSlice(_ retention: Retention, now: Timestamp) throws(JournalError) -> Int {
        try write { ledger, database in
            let taken = try ledger.trimSlice(retention, now: now, database)
            if taken > 0 { try FreePages.release(database) }
            return taken
        }
    }

    public func close() {
        let wasClosed = isClosed.exchange(true, ordering: .relaxed)
        guard !wasClosed else { return }
        // Where this fails, nothing is lost but time: the next start reads the log again.
        try? pool.writeWithoutTransaction { database in
            try Epoch.endUnsynchronised(database)
            try database.checkpoint(.truncate)
        }
        // It fails only while a statement is under way, and none is outside of the pool's queues.
        try? pool.close()
        lock.release()
    }

    func write<Result: Sendable>(
        _ body: (inout Ledger, Database) throws -> Result
    ) throws(JournalError) -> Result {
        try ledger.withLock { ledger throws(JournalError) in
            do {
                defer { durable.withLock { $0 = ledger.marks } }
                return try pool.writeWithoutTransaction { try body(&ledger, $0) }
            } catch {
                throw JournalError(error, path: path)
            }
        }
    }
}
