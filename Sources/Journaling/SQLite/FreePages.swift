import GRDB

/// Gives space that retention has freed back to the disk.
enum FreePages {
    /// At most so many pages in one go: each is a page moved.
    private static let most = 256

    /// New entries use free pages first, so only what is more than a quarter of the file goes.
    static func release(_ database: Database) throws {
        let free = try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
        let all = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
        guard free > all / 4 else { return }
        try database.execute(sql: "PRAGMA incremental_vacuum(\(min(most, free - all / 4)))")
    }
}
