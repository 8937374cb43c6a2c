import JSONText
import Logging
import NIOSSL
import PubSub
import Synchronization

/// The certificate that new connections are met with. It can be read anew while Sluice runs.
final class CertificateStore: Sendable {
    private struct State {
        var context: NIOSSLContext
        var age: CertificateAge
        var stamp: CertificateFiles.Stamp
        /// Why the files, as they are now, cannot be used.
        var fault: CertificateFiles.Fault?
        /// What the log has about the age.
        var told = CertificateAge.State.good
    }

    private let files: CertificateFiles
    private let logger: Logger
    private let clock: @Sendable () -> Timestamp
    private let state: Mutex<State>

    /// - Throws: why the files cannot be used.
    init(
        _ files: CertificateFiles, logger: Logger,
        clock: @escaping @Sendable () -> Timestamp = { .now }
    ) throws(CertificateFiles.Fault) {
        self.files = files
        self.logger = logger
        self.clock = clock
        let stamp = files.stamp
        let (context, age) = try files.load()
        state = Mutex(State(context: context, age: age, stamp: stamp))
        tellAge()
    }

    var context: NIOSSLContext { state.withLock { $0.context } }

    /// Reads the files anew if they have changed. Where they cannot be used, the old certificate stays,
    /// and the operator is told once. So it is when the certificate expires, and some time before.
    func reloadIfChanged() {
        if files.stamp != state.withLock({ $0.stamp }) { reload() }
        tellAge()
    }

    /// Reads the files anew.
    func reload() {
        let stamp = files.stamp
        do throws(CertificateFiles.Fault) {
            let (context, age) = try files.load()
            state.withLock { $0 = State(context: context, age: age, stamp: stamp) }
            logger.info("certificate read anew", metadata: ["file": "\(files.certificate)"])
        } catch {
            state.withLock {
                $0.stamp = stamp
                $0.fault = error
            }
            logger.error(
                "the certificate stays as it was: \(files.sentence(error))")
        }
    }

    private func tellAge() {
        let now = clock()
        let news = state.withLock { state -> CertificateAge? in
            let present = state.age.state(at: now)
            defer { state.told = present }
            return present == state.told || present == .good ? nil : state.age
        }
        if let news { logger.warning("certificate '\(files.certificate)' \(news.clause(at: now))") }
    }

    /// What `/status` says of it. Strangers learn no paths.
    var status: StatusReport.Part {
        let now = clock()
        let (age, fault) = state.withLock { ($0.age, $0.fault) }
        var message = "https.certificate \(age.clause(at: now))"
        var level: StatusReport.Level =
            switch age.state(at: now) {
            case .good: .core
            case .expiring: .warn
            case .early, .expired: .error
            }
        if let fault {
            message += "; what is there now cannot be used: \(fault.sentence)"
            if level == .core { level = .warn }
        }
        return StatusReport.Part(
            name: "certificate", level: level, message: message,
            figures: [
                .init("expires", .string(age.ends.description)),
                .init(
                    "expires_in_seconds", Int((age.ends.milliseconds - now.milliseconds) / 1000)),
            ])
    }
}

extension CertificateFiles.Fault {
    /// By the settings. A reason may name the other file, too.
    fileprivate var sentence: String {
        switch self {
        case .certificate: "https.certificate has no certificate that this user may read"
        case .key:
            "https.key has no key of it, in PEM form without a passphrase, that this user may read"
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
