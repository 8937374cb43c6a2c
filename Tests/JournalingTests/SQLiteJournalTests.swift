import Foundation
import GRDB
import PubSub
import Testing
import XMPP

@testable import Journaling

/// What only the journal on disk promises.
@Suite("SQLiteJournal", .timeLimit(.minutes(1)))
struct SQLiteJournalTests {
    @Test("A restart finds everything as it was")
    func reopens() throws {
        let folder = try TemporaryFolder()
        let journal = try SQLiteJournal(folder: folder.path)
        try journal.record(.created("a"), .created("b"))
        let entries = try journal.record(
            [.published("a", "1", "one"), .published("a", "2", "two")], at: 17)
        let (epoch, counts, restored) = (journal.epoch, journal.counts, try journal.restored())
        journal.close()

        let again = try SQLiteJournal(folder: folder.path)
        #expect(again.epoch == epoch)
        #expect(again.head == 4)
        #expect(again.counts == counts)
        #expect(try again.restored() == restored)
        #expect(try again.history(of: "a", after: 2) == entries)
        try again.record(.nodeDeleted("a"))
        #expect(again.head == 5)
    }

    @Test("Positions are not given out again when retention has taken every entry")
    func remembersHead() throws {
        let folder = try TemporaryFolder()
        let journal = try SQLiteJournal(folder: folder.path)
        try journal.record(.created("a"), .published("a", "1", isKept: false))
        #expect(
            try journal.trim(Retention(maximumEntries: 0), now: Timestamp(milliseconds: 0)) == 2)
        journal.close()
        #expect(try SQLiteJournal(folder: folder.path).head == 2)
    }

    @Test(
        "The disk is waited for as it was asked for",
        arguments: zip(SQLiteJournal.Synchronous.allCases, [2, 1]))
    func synchronises(synchronous: SQLiteJournal.Synchronous, level: Int) throws {
        let folder = try TemporaryFolder()
        let journal = try SQLiteJournal(folder: folder.path, synchronous: synchronous)
        let pragmas = try ["synchronous", "auto_vacuum"].map { name in
            try journal.pool.writeWithoutTransaction {
                try Int.fetchOne($0, sql: "PRAGMA \(name)")
            }
        }
        #expect(pragmas == [level, 2])
    }

    @Test("After a power cut that may have taken entries, the journal has another name")
    func renewsEpoch() throws {
        let folder = try TemporaryFolder()
        func epoch(_ synchronous: SQLiteJournal.Synchronous) throws -> String {
            let journal = try SQLiteJournal(folder: folder.path, synchronous: synchronous)
            defer { journal.close() }
            try journal.record(.created("a"))
            return journal.epoch
        }
        func endInBoot(_ boot: String) throws {
            try DatabaseQueue(path: folder.database).write {
                try $0.execute(sql: "UPDATE journal SET unsynchronised_boot = ?", arguments: [boot])
            }
        }
        let first = try epoch(.normal)
        #expect(try epoch(.full) == first)
        try endInBoot("another")
        let second = try epoch(.full)
        #expect(second != first)
        #expect(try epoch(.normal) == second)
    }

    @Test(
        "A killed process leaves the journal its name",
        arguments: SQLiteJournal.Synchronous.allCases)
    func keepsEpoch(synchronous: SQLiteJournal.Synchronous) throws {
        let (folder, copy) = (try TemporaryFolder(), try TemporaryFolder())
        let journal = try SQLiteJournal(folder: folder.path, synchronous: synchronous)
        try journal.record(.created("a"))
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(
                atPath: folder.database + suffix, toPath: copy.database + suffix)
        }
        let again = try SQLiteJournal(folder: copy.path)
        #expect(again.epoch == journal.epoch)
        #expect(again.head == 1)
    }

    @Test("Only its owner can read what is in the folder")
    func isPrivate() throws {
        let folder = try TemporaryFolder()
        let journal = try SQLiteJournal(folder: folder.path + "/data")
        try journal.record(.created("a"))
        #expect(try folder.rights(of: "data") == 0o700)
        for file in ["journal.db", "journal.db-wal", "journal.lock"] {
            #expect(try folder.rights(of: "data/" + file) == 0o600)
        }
    }

    @Test("Space that retention frees goes back to the disk")
    func shrinks() throws {
        let folder = try TemporaryFolder()
        let journal = try SQLiteJournal(folder: folder.path, synchronous: .normal)
        try journal.record(.created("a"))
        for batch in 0..<20 {
            try journal.record(
                (0..<100).map {
                    .published(
                        "a", "\(batch)-\($0)", String(repeating: "x", count: 1000),
                        isKept: false)
                })
        }
        let before = try journal.pages
        _ = try journal.trim(Retention(maximumEntries: 10), now: Timestamp(milliseconds: 0))
        #expect(try journal.pages < before * 3 / 4)
    }

    @Test("A batch that failed leaves no node behind")
    func forgetsRolledBackRows() throws {
        let folder = try TemporaryFolder()
        let journal = try SQLiteJournal(folder: folder.path, synchronous: .normal)
        try journal.pool.write {
            try $0.execute(
                sql: """
                    CREATE TRIGGER refuse BEFORE INSERT ON entries WHEN NEW.item = 'bad'
                    BEGIN SELECT RAISE(ABORT, 'refused'); END
                    """)
        }
        #expect(throws: JournalError.self) {
            try journal.record(.created("a"), .published("a", "bad"))
        }
        #expect(journal.head == .start)
        try journal.record(.created("b"), .published("b", "1"))
        try journal.record(.created("a"), .published("a", "1"))
        #expect(try journal.restoredItems() == ["1", "1"])
        #expect(try journal.history(of: "a")?.count == 2)
    }
}

extension SQLiteJournal {
    var pages: Int {
        get throws {
            try pool.writeWithoutTransaction {
                try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0
            }
        }
    }
}
