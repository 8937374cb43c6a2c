import ServiceLifecycle
import UnixSignals

/// Keeps the certificate fresh: at SIGHUP, and when its files have changed, as after a renewal.
struct CertificateService: Service {
    let certificates: CertificateStore

    /// How often it looks at the files.
    private static let interval = Duration.seconds(5)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask {
                    for await _ in await UnixSignalsSequence(trapping: .sighup) {
                        certificates.reload()
                    }
                }
                group.addTask {
                    // Sleeping ends by a throw at shutdown, and so does the loop.
                    while (try? await Task.sleep(for: Self.interval)) != nil {
                        certificates.reloadIfChanged()
                    }
                }
            }
        }
    }
}
