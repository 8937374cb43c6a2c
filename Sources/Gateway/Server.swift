import Fanout
import Foundation
import Journaling
public import Logging
import NIOPosix
import PubSub
import ServiceLifecycle
import UnixSignals
import XMPP

/// Sluice as a whole: the parts, put together and run.
///
///     component link ─┐                      ┌─> readers (hub)
///                     ├─> pipeline ─> journal ─┤
///     HTTP front ─────┘                      └─> subscribers (component link)
public struct Server: Sendable {
    private let settings: Settings
    private let logger: Logger

    /// - Parameter settings: checked already, so that nothing about them can fail here.
    public init(settings: Settings, logger: Logger) {
        self.settings = settings
        self.logger = logger
    }

    /// Runs until SIGTERM or SIGINT, and then ends every stream at an event's boundary.
    ///
    /// - Parameter onListening: called with the real addresses, those of plain connections first, when the
    ///   web's side takes requests.
    /// - Throws: what keeps it from starting: `JournalError`, `PublishToken.FileError`, or the
    ///   system's refusal to bind the address.
    public func run(
        onListening: @escaping @Sendable ([ListenAddress]) async -> Void = { _ in }
    ) async throws {
        try FileManager.default.createDirectory(
            atPath: settings.data, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        let token = try PublishToken(inFolder: settings.data, logger: logger)
        let journal = try SQLiteJournal(
            folder: settings.data, synchronous: settings.journal.synchronous)
        defer { journal.close() }
        let threads = NIOThreadPool(numberOfThreads: 2)
        threads.start()
        let admission = Admission(settings.limits)
        let hub = Hub(
            configuration: settings.hubConfiguration, epoch: journal.epoch, head: journal.head,
            replay: JournalReplay(journal, threads: threads, logger: logger).replay,
            onEnd: { admission.close($0) })
        let pipeline = Pipeline()
        let components = try components(to: pipeline)
        pipeline.start(try state(of: journal, hub: hub, components: components))

        let certificates = try settings.https.files.map {
            try CertificateStore($0, logger: logger)
        }
        let sockets = ActivatedSockets(
            environment: ProcessInfo.processInfo.environment, process: getpid())
        sockets.keepToThisProcess()
        let front = HTTPFront(
            settings: settings.http, https: settings.https, certificates: certificates,
            limits: settings.httpLimits, sockets: sockets,
            services: settings.services.map {
                HostedService(domain: $0.host, answersAnyHost: $0.answersAnyHost)
            }, admission: admission,
            pipeline: pipeline, journal: journal, hub: hub, token: token,
            version: SoftwareVersion.sluice.version, logger: logger,
            status: { components.values.map(\.status) }, onListening: onListening)
        let retention = RetentionService(
            journal: journal, retention: settings.retention, threads: threads,
            logger: logger)
        let housekeeping = HousekeepingService(
            pipeline: pipeline, services: settings.services.map(\.host))
        let links: [any Service] = components.values.map(\.link)
        let renewals = certificates.map { [CertificateService(certificates: $0)] } ?? []
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: links + renewals + [retention, housekeeping, front],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger.quiet))
        defer { pipeline.close() }
        do {
            try await group.run()
        } catch {
            await hub.shutDown()
            throw error
        }
        await hub.shutDown()
        try await threads.shutdownGracefully()
    }

    private func components(to pipeline: Pipeline) throws -> [String: Component] {
        var components: [String: Component] = [:]
        for service in settings.services {
            guard let component = service.component else { continue }
            components[service.host] = try Component(
                domain: service.host, settings: component, pipeline: pipeline, logger: logger)
        }
        return components
    }

    private func state(
        of journal: any Journal, hub: Hub, components: [String: Component]
    ) throws(JournalError) -> PipelineState {
        try PipelineState(
            services: Dictionary(
                settings.services.map { ($0.host, $0.settings) }, uniquingKeysWith: { $1 }),
            journal: journal,
            outlets: PipelineState.Outlets(
                publish: { hub.publish($0) },
                notify: { components[$0.service]?.notify($0, $1) }),
            clock: { .now }, logger: logger)
    }
}

extension Logger {
    /// For libraries, whose steps are of interest only where ours are told in every detail.
    fileprivate var quiet: Logger {
        var logger = self
        logger.logLevel = max(logLevel, .notice)
        return logger
    }
}
