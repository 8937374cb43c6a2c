import Fanout
import Journaling
import Logging
import NIOPosix

/// Reads history for readers that are behind, on threads of its own: neither the readers' loop nor the
/// one that writes may wait for the disk.
struct JournalReplay: Sendable {
    private let journal: any Journal
    private let threads: NIOThreadPool
    private let logger: Logger

    /// What one reading takes from the disk, in bytes of payload.
    private static let pageBytes = 256 * 1024

    init(_ journal: any Journal, threads: NIOThreadPool, logger: Logger) {
        self.journal = journal
        self.threads = threads
        self.logger = logger
    }

    var replay: Replay {
        { addresses, after, through, completion in
            threads.submit { state in
                guard state == .active else { return completion(.failed) }
                do throws(JournalError) {
                    let page = try journal.entries(
                        after: after, through: through, of: addresses,
                        maximumBytes: Self.pageBytes)
                    completion(
                        page.isLost ? .lost : .entries(page.entries, through: page.through))
                } catch {
                    logger.error("a reader cannot be given its history: \(error)")
                    completion(.failed)
                }
            }
        }
    }
}
