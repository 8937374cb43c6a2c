import GRDB

/// How SQLite is to work for a journal; `synchronous` comes when the pool has done its own settings.
extension Configuration {
    static var journal: Configuration {
        var configuration = Configuration()
        configuration.label = "journal"
        configuration.foreignKeysEnabled = false
        // Two for histories, one for the items of answers, and one that the writer never waits for.
        configuration.maximumReaderCount = 4
        // Only a tool can hold a lock: it gets the time to finish.
        configuration.busyMode = .timeout(1)
        configuration.prepareDatabase { database in
            // A restart sorts the places of all items: in a file that takes as long as the rest.
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            guard !database.configuration.readonly else { return }
            // Counts only before the first table is made.
            try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
            // In KiB: the leaves that items with random ids fall on stay in memory.
            try database.execute(sql: "PRAGMA cache_size = -16384")
            // Zeros over what is deleted, unless that is one more page to write.
            try database.execute(sql: "PRAGMA secure_delete = FAST")
            // What a long reader has let the log grow to is given back.
            try database.execute(sql: "PRAGMA journal_size_limit = 16777216")
        }
        return configuration
    }
}
