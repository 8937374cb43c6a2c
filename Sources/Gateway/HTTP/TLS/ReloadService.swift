import Logging
import ServiceLifecycle
import UnixSignals

/// Keeps the certificate fresh: at SIGHUP, and when its files have changed, as after a renewal. Where there is
/// none SIGHUP is told to be for nothing; by itself it would end the process.
struct ReloadService: Service {
    let certificates: CertificateStore?
    let logger: Logger

    /// How often it looks at the files.
    private static let interval = Duration.seconds(5)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask {
                    for await _ in await UnixSignalsSequence(trapping: .sighup) { hangUp() }
                }
                guard let certificates else { return }
                group.addTask {
                    // Sleeping ends by a throw at shutdown, and so does the loop.
                    while (try? await Task.sleep(for: Self.interval)) != nil {
                        certificates.reloadIfChanged()
                    }
                }
            }
        }
    }

    private func hangUp() {
        if let certificates {
            certificates.reload()
        } else {
            logger.notice(
                "SIGHUP: there is no certificate to read anew; settings are read at a start")
        }
    }
}
