import Journaling
import Logging
import NIOPosix
import PubSub
import ServiceLifecycle

/// Keeps the journal's replay window within its bounds, again and again.
struct RetentionService: Service {
    let journal: any Journal
    let retention: Retention
    let threads: NIOThreadPool
    let logger: Logger

    /// How often it looks.
    private static let interval = Duration.seconds(10)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            // Sleeping ends by a throw at shutdown, and so does the loop.
            while (try? await Task.sleep(for: Self.interval)) != nil {
                await trimOffLoop()
            }
        }
    }

    private func trimOffLoop() async {
        do {
            try await threads.runIfActive { trim() }
        } catch {
            logger.debug("retention stops: \(error)")
        }
    }

    private func trim() {
        do throws(JournalError) {
            let count = try journal.trim(retention, now: .now)
            if count > 0 {
                logger.debug("retention took entries", metadata: ["count": "\(count)"])
            }
        } catch {
            logger.error("retention cannot work: \(error)")
        }
    }
}
