import GRDB
import PubSub
import Testing

@testable import Journaling

@Suite("Schema")
struct SchemaTests {
    @Test("What a later version has written is left alone")
    func refusesLaterVersions() throws {
        let folder = try TemporaryFolder()
        try SQLiteJournal(folder: folder.path).close()
        try DatabaseQueue(path: folder.database).write {
            try $0.execute(sql: "PRAGMA user_version = 99")
        }
        let expected = JournalError.tooNew(
            path: folder.database, version: 99, supported: Schema.version)
        #expect(throws: expected) { try SQLiteJournal(folder: folder.path) }
    }

    @Test("A journal of version 1 takes the later steps and loses nothing")
    func migrates() throws {
        let queue = try DatabaseQueue()
        let first = [Schema.steps[0]]
        try queue.writeWithoutTransaction { database in
            try Schema.migrate(database, path: "", steps: first)
            let epoch = try String.fetchOne(database, sql: "SELECT epoch FROM journal")
            let steps = first + ["ALTER TABLE nodes ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'"]
            for _ in 1...2 {
                try Schema.migrate(database, path: "", steps: steps)
                #expect(try Int.fetchOne(database, sql: "PRAGMA user_version") == 2)
                #expect(try String.fetchOne(database, sql: "SELECT epoch FROM journal") == epoch)
                #expect(try Int.fetchOne(database, sql: "SELECT count(*) FROM journal") == 1)
            }
        }
    }

    @Test("A journal that did not note access changes takes any configuration for one")
    func migratesAccessChanges() throws {
        let folder = try TemporaryFolder()
        var closed = NodeConfiguration()
        closed.accessModel = .whitelist
        let old = try SQLiteJournal(folder: folder.path)
        try old.record(
            .nodeCreated("a", closed), .nodeDeleted("a"), .nodeCreated("a", closed),
            .nodeConfigured("a", NodeConfiguration(), displaced: []), .created("b"))
        // Settles.
        _ = try old.restored()
        old.close()
        try DatabaseQueue(path: folder.database).write {
            try $0.execute(
                sql: """
                    DROP INDEX deletions_of_node; ALTER TABLE nodes DROP COLUMN access_position;
                    PRAGMA user_version = 1
                    """)
        }
        let journal = try SQLiteJournal(folder: folder.path)
        #expect(try journal.restored().map(\.position) == [3, 4, 5])
        #expect(try journal.lastDeletion(of: "a") == 2)
        journal.close()
    }

    @Test("A step that fails leaves the version before it")
    func rollsBack() throws {
        try DatabaseQueue().writeWithoutTransaction { database in
            try Schema.migrate(database, path: "")
            #expect(throws: DatabaseError.self) {
                try Schema.migrate(
                    database, path: "", steps: Schema.steps + ["CREATE TABLE x (y)", "nonsense"])
            }
            #expect(try Int.fetchOne(database, sql: "PRAGMA user_version") == Schema.version)
            #expect(try database.tableExists("x") == false)
        }
    }
}
