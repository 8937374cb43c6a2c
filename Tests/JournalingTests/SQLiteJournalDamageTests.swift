import Foundation
import PubSub
import Testing

@testable import Journaling

/// Files that are not as they were left.
@Suite("SQLiteJournal: damage", .timeLimit(.minutes(1)))
struct SQLiteJournalDamageTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func open() throws -> SQLiteJournal {
        try SQLiteJournal(folder: folder.path, synchronous: .normal)
    }

    @Test("A file that is no database is left alone")
    func meetsForeignFile() throws {
        let text = Data(String(repeating: "not a database\n", count: 100).utf8)
        try text.write(to: URL(fileURLWithPath: folder.database))
        let error = #expect(throws: JournalError.self) { try open() }
        guard case .corrupt(folder.database, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.database)) == text)
    }

    @Test("A damaged page is an error, never a crash", arguments: [0x00, 0xFF] as [UInt8])
    func meetsDamage(byte: UInt8) throws {
        let journal = try open()
        var history = RandomHistory(seed: 1)
        for _ in 0..<60 { try journal.record(try history.changes()) }
        _ = try journal.restored()
        let pages = try journal.pages
        journal.close()
        let sound = try Data(contentsOf: URL(fileURLWithPath: folder.database))
        var errors = 0
        for page in 0..<pages {
            try sound.write(to: URL(fileURLWithPath: folder.database))
            let offset = UInt64(page * 4096 + (page == 0 ? 100 : 0))
            try folder.damage(
                folder.database, at: offset, with: [UInt8](repeating: byte, count: 2000))
            do {
                let journal = try open()
                defer { journal.close() }
                _ = try journal.restored()
                _ = try journal.history(of: "n0", "n1", "n2", "n3", "\u{E9}", "e\u{301}")
                try journal.record(try history.changes())
            } catch {
                #expect(error is JournalError)
                errors += 1
            }
        }
        #expect(errors > pages / 2)
    }

    @Test("What is cut off from the log of a killed process is whole batches at the end")
    func meetsTornLog() throws {
        let journal = try open()
        try journal.record(.created("a"))
        for batch in 0..<12 {
            try journal.record((0..<5).map { .published("a", "\(batch)-\($0)", payload) })
        }
        let entries = try journal.history(of: "a") ?? []
        let files = try ["", "-wal"].map {
            try Data(contentsOf: URL(fileURLWithPath: folder.database + $0))
        }
        journal.close()
        var heads: Set<Int64> = []
        for cut in stride(from: 0, through: files[1].count, by: files[1].count / 50) {
            let copy = try TemporaryFolder()
            try files[0].write(to: URL(fileURLWithPath: copy.database))
            try files[1].prefix(cut).write(to: URL(fileURLWithPath: copy.database + "-wal"))
            let journal = try SQLiteJournal(folder: copy.path, synchronous: .normal)
            defer { journal.close() }
            let head = journal.head.rawValue
            heads.insert(head)
            #expect(head == 0 || head % 5 == 1)
            #expect(try journal.history(of: "a") == Array(entries.prefix(Int(head))))
            #expect(try journal.restoredItems().count == max(0, Int(head) - 1))
            try journal.record(.created("b"))
        }
        #expect(heads.count > 10)
    }

    private let payload = String(repeating: "x", count: 2000)
}
