import Logging
import NIOSSL
import Synchronization

/// The certificate that new connections are met with. It can be read anew while Sluice runs.
final class CertificateStore: Sendable {
    private struct State {
        var context: NIOSSLContext
        var stamp: CertificateFiles.Stamp
    }

    private let files: CertificateFiles
    private let logger: Logger
    private let state: Mutex<State>

    /// - Throws: why the files cannot be used.
    init(_ files: CertificateFiles, logger: Logger) throws(CertificateFiles.Fault) {
        self.files = files
        self.logger = logger
        let stamp = files.stamp
        state = Mutex(State(context: try files.load(), stamp: stamp))
    }

    var context: NIOSSLContext { state.withLock { $0.context } }

    /// Reads the files anew if they have changed. Where they cannot be used, the old certificate stays,
    /// and the operator is told once.
    func reloadIfChanged() {
        if files.stamp != state.withLock({ $0.stamp }) { reload() }
    }

    /// Reads the files anew.
    func reload() {
        let stamp = files.stamp
        do throws(CertificateFiles.Fault) {
            let context = try files.load()
            state.withLock { $0 = State(context: context, stamp: stamp) }
            logger.info("certificate read anew", metadata: ["file": "\(files.certificate)"])
        } catch {
            state.withLock { $0.stamp = stamp }
            logger.error(
                "the certificate stays as it was: \(files.sentence(error))")
        }
    }
}

extension CertificateFiles {
    func sentence(_ fault: Fault) -> String {
        switch fault {
        case .certificate(let reason): "'\(certificate)' \(reason)"
        case .key(let reason): "'\(key)' \(reason)"
        }
    }
}
