import GRDB

/// The tables, as a list of steps: a database of version `n` has had the first `n` of them.
///
/// A step that has been released is never edited; what comes later is another step. There are no
/// foreign keys: one writer keeps the tables in agreement, and checking every deleted entry against
/// the items would need one more index.
enum Schema {
    /// How many steps this version of Sluice knows.
    static var version: Int { steps.count }

    static let steps = [
        """
        -- One row: what counts for the whole journal.
        CREATE TABLE journal (
            epoch TEXT NOT NULL,
            -- The start of the machine in which entries were taken without waiting for the disk;
            -- null when all are there.
            unsynchronised_boot TEXT,
            -- Entries up to here have left the window; those that remain are kept items.
            horizon INTEGER NOT NULL DEFAULT 0,
            -- The state in the other tables is that of this position.
            settled INTEGER NOT NULL DEFAULT 0,
            -- What the entries from the one to the other count against retention.
            bytes INTEGER NOT NULL DEFAULT 0,
            -- The highest floor of the nodes that are not in `nodes` any more.
            forgotten_floor INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        -- The nodes that exist, and those that an entry in the window is about.
        CREATE TABLE nodes (
            id INTEGER PRIMARY KEY,
            service TEXT NOT NULL,
            name TEXT NOT NULL,
            -- The last position that retention has taken.
            floor INTEGER NOT NULL,
            -- Of its creation; null when it does not exist.
            position INTEGER,
            time INTEGER,
            configuration TEXT,
            UNIQUE (service, name)
        ) STRICT;

        CREATE TABLE entries (
            position INTEGER PRIMARY KEY,
            time INTEGER NOT NULL,
            node INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            flags INTEGER NOT NULL,
            item TEXT,
            jid TEXT,
            -- Where an item of this id was first published, if that was another entry.
            created INTEGER,
            displaced TEXT,
            body TEXT
        ) STRICT;
        CREATE INDEX entries_of_node ON entries (node);

        -- The kept items: where each was published last.
        CREATE TABLE items (
            node INTEGER NOT NULL,
            id TEXT NOT NULL,
            position INTEGER NOT NULL,
            PRIMARY KEY (node, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE affiliations (
            node INTEGER NOT NULL,
            jid TEXT NOT NULL,
            affiliation TEXT NOT NULL,
            PRIMARY KEY (node, jid)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE subscriptions (
            node INTEGER NOT NULL,
            jid TEXT NOT NULL,
            state TEXT NOT NULL,
            flags INTEGER NOT NULL,
            PRIMARY KEY (node, jid)
        ) STRICT, WITHOUT ROWID;
        """,
        """
        -- Where the access model last became another one; null while it is that of the creation.
        ALTER TABLE nodes ADD COLUMN access_position INTEGER;
        -- Any configuration may have changed it. Of those that have left the window nothing depends.
        UPDATE nodes SET access_position = (
            SELECT max(entries.position) FROM entries
            WHERE entries.node = nodes.id AND entries.kind = 2
            AND entries.position > nodes.position
            AND entries.position <= (SELECT settled FROM journal)
        ) WHERE configuration IS NOT NULL;
        CREATE INDEX deletions_of_node ON entries (node) WHERE kind = 3;
        """,
    ]

    /// Brings a database to the last step; a new one gets its epoch.
    ///
    /// - Throws: `JournalError.tooNew` when it has had steps that are not known here.
    static func migrate(_ database: Database, path: String, steps: [String] = steps) throws {
        try database.inTransaction(.immediate) {
            let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            guard version <= steps.count else {
                throw JournalError.tooNew(path: path, version: version, supported: steps.count)
            }
            guard version < steps.count else { return .commit }
            for step in steps[version...] { try database.execute(sql: step) }
            if version == 0 {
                try database.execute(
                    sql: "INSERT INTO journal (epoch) VALUES (?)", arguments: [Epoch.random()])
            }
            try database.execute(sql: "PRAGMA user_version = \(steps.count)")
            return .commit
        }
    }
}
