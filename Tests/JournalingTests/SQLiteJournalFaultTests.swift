import Foundation
import GRDB
import PubSub
import Testing

@testable import Journaling

/// What goes wrong with disks and operators: a clear error each time, and nothing lost that was
/// acknowledged.
@Suite("SQLiteJournal: faults", .timeLimit(.minutes(1)))
struct SQLiteJournalFaultTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func open() throws -> SQLiteJournal {
        try SQLiteJournal(folder: folder.path, synchronous: .normal)
    }

    @Test("A folder belongs to one at a time")
    func excludesOthers() throws {
        let journal = try open()
        #expect(throws: JournalError.locked(path: folder.path, by: getpid())) { try open() }
        journal.close()
        _ = try open()
    }

    @Test("A lock that a tool holds is an error as long as it is held")
    func meetsLock() throws {
        let journal = try open()
        try journal.record(.created("a"))
        let tool = try DatabaseQueue(path: folder.database)
        try tool.writeWithoutTransaction { database in
            try database.execute(sql: "BEGIN IMMEDIATE")
            #expect(throws: JournalError.locked(path: folder.database, by: nil)) {
                try journal.record(.published("a", "1"))
            }
            #expect(try journal.history(of: "a")?.count == 1)
            try database.execute(sql: "ROLLBACK")
        }
        try journal.record(.published("a", "2"))
        #expect(journal.head == 2)
    }

    @Test("The state can be read while nothing is taken")
    func restoresWithoutWriting() throws {
        let journal = try open()
        try journal.record(.created("a"), .published("a", "1"), .created("b"))
        try journal.record(.published("a", "2", displacing: ["1"]), .nodeDeleted("b"))
        let tool = try DatabaseQueue(path: folder.database)
        try tool.writeWithoutTransaction { database in
            try database.execute(sql: "BEGIN IMMEDIATE")
            var engine = Engine(service: "pubsub.example.org", settings: ServiceSettings())
            try journal.restore { engine.apply($0) }
            #expect(engine.nodes.keys.sorted() == ["a"])
            #expect(engine.nodes["a"]?.items.all.map(\.id) == ["2"])
            try database.execute(sql: "ROLLBACK")
        }
        #expect(try journal.restoredItems() == ["2"])
    }

    @Test("A journal that may not grow takes nothing, and goes on when it may")
    func meetsLimit() throws {
        let journal = try open()
        try journal.record(.created("a"))
        func limit(pages: Int) throws {
            try journal.pool.writeWithoutTransaction {
                try $0.execute(sql: "PRAGMA max_page_count = \(pages)")
            }
        }
        try limit(pages: 40)
        var taken = 0
        #expect(throws: JournalError.full(path: folder.database)) {
            while true {
                try journal.record(
                    (0..<10).map { .published("a", "\(taken)-\($0)", payload) })
                taken += 1
            }
        }
        #expect(taken > 0)
        let history = try journal.history(of: "a")
        #expect(history?.count == 1 + taken * 10)
        #expect(journal.head.rawValue == Int64(1 + taken * 10))
        try limit(pages: 1_000_000)
        try journal.record((0..<10).map { .published("a", "\(taken)-\($0)", payload) })
        #expect(try journal.restoredItems().count == (taken + 1) * 10)
    }

    @Test(
        "A full disk takes nothing, and goes on when there is room", .enabled(if: Tmpfs.isPossible))
    func meetsFullDisk() throws {
        let disk = try Tmpfs(at: folder.path, size: "3m")
        defer { disk.unmount() }
        let ballast = folder.path + "/ballast"
        try Data(count: 1 << 20).write(to: URL(fileURLWithPath: ballast))
        var journal = try open()
        var entries = try journal.record(.created("a"))
        let error = #expect(throws: JournalError.self) {
            while true {
                entries += try journal.record([.published("a", "\(entries.count)", payload)])
            }
        }
        #expect(error == .full(path: folder.database))
        #expect(entries.count > 10)
        #expect(try journal.history(of: "a") == entries)
        try FileManager.default.removeItem(atPath: ballast)
        entries += try journal.record(.published("a", "after", payload))
        journal.close()
        journal = try open()
        #expect(try journal.history(of: "a") == entries)
        journal.close()
    }

    @Test("A disk that may not be written is named as the reason", .enabled(if: Tmpfs.isPossible))
    func meetsReadOnlyDisk() throws {
        let disk = try Tmpfs(at: folder.path, size: "3m")
        defer { disk.unmount() }
        try open().close()
        try disk.makeReadOnly()
        #expect(throws: JournalError.readOnly(path: folder.path + "/journal.lock")) { try open() }
    }

    private let payload = String(repeating: "x", count: 2000)
}
