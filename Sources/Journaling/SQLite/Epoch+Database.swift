import Foundation
import GRDB

/// A journal keeps its name as long as no cursor can be wrong. Where entries were not waited for, a
/// power cut may take some that readers have seen, and their positions are given out again: after
/// one, the journal goes on under another name, and every reader is told of a gap.
extension Epoch {
    /// The name of the journal, another one if need be.
    static func read(_ database: Database) throws -> String {
        let row = try database.cachedStatement(
            sql: "SELECT epoch, unsynchronised_boot FROM journal"
        ).one { ($0.text(0) ?? "", $0.text(1)) }
        let (epoch, boot) = try DamagedRow.unwrap(row, "no row in the table journal")
        guard let boot, boot != thisBoot else { return epoch }
        let renewed = random()
        try database.execute(sql: "UPDATE journal SET epoch = ?", arguments: [renewed])
        return renewed
    }

    /// Remembers that what follows may be lost with this start of the machine.
    static func beginUnsynchronised(_ database: Database) throws {
        try database.execute(
            sql: "UPDATE journal SET unsynchronised_boot = ?", arguments: [thisBoot])
    }

    /// Everything is on the disk when this is: the log is written in order.
    static func endUnsynchronised(_ database: Database) throws {
        try database.execute(
            sql: """
                UPDATE journal SET unsynchronised_boot = NULL
                WHERE unsynchronised_boot IS NOT NULL
                """)
    }

    /// Tells one start of the machine from another; where the system does not, each start of the
    /// process counts as one.
    private static let thisBoot =
        (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8))
        ?? random()
}
