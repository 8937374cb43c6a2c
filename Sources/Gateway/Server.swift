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
    /// - Throws: what keeps it from starting: `JournalError`, `SecretFile.Failure`, or the
    ///   system's refusal to bind the address.
    public func run(
        onListening: @escaping @Sendable ([WebAddress]) async -> Void = { _ in }
    ) async throws {
        try DataFolder.make(at: settings.data)
        let issuer = try await TokenIssuer(
            secret: SecretFile.secret(
                TokenIssuer.fileName, inFolder: settings.data, leastCharacters: 32, logger: logger),
            lifetime: settings.tokens.lifetime)
        let access = try await access(issuer)
        let certificates = try settings.https.files.map {
            try CertificateStore($0, logger: logger)
        }
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
        let components = try components(to: pipeline, issuer: issuer)
        pipeline.start(try state(of: journal, hub: hub, components: components))

        let sockets = ActivatedSockets(
            environment: ProcessInfo.processInfo.environment, process: getpid())
        sockets.keepToThisProcess()
        let front = HTTPFront(
            settings: settings.http, https: settings.https, certificates: certificates,
            limits: settings.httpLimits, sockets: sockets,
            services: settings.services.map {
                HostedService(domain: $0.host, answersAnyHost: $0.answersAnyHost)
            }, admission: admission, access: access, notice: settings.tokens.notice,
            tokenFile: settings.isEmbedded ? PublishToken.word(inFolder: settings.data) : nil,
            pipeline: pipeline, journal: journal, hub: hub,
            version: SoftwareVersion.sluice.version, logger: logger,
            status: { [settings] in
                var parts = [DiskSpace(atFolder: settings.data)?.status]
                parts.append(certificates?.status)
                parts += settings.services.map { components[$0.host]?.status }
                return parts.compactMap { $0 }
            },
            onListening: { addresses in
                await onListening(addresses)
                StartupMemory.release()
            })
        let retention = RetentionService(
            journal: journal, retention: settings.retention, threads: threads,
            logger: logger)
        let housekeeping = HousekeepingService(
            pipeline: pipeline, services: settings.services.map(\.host))
        let heap = HeapService(threads: threads, logger: logger)
        let links: [any Service] = components.values.map(\.link)
        let reload = ReloadService(certificates: certificates, logger: logger)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: links + [reload, retention, housekeeping, heap, front],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger.quiet))
        defer { pipeline.close() }
        do {
            try await group.run()
        } catch {
            await hub.shutDown()
            try? await threads.shutdownGracefully()
            throw error
        }
        await hub.shutDown()
        try await threads.shutdownGracefully()
        let count = hub.counts.ended.byShutdown
        logger.info("stopped: \(count == 1 ? "1 stream was" : "\(count) streams were") ended")
    }

    private func access(_ issuer: TokenIssuer) async throws -> Access {
        var keys = [issuer.key]
        for key in settings.tokens.keys {
            let verifier = try await VerifyingKey(key.material, for: key.algorithm).verifier
            keys.append(
                TokenKey(
                    id: key.id, algorithm: verifier, issuer: key.issuer, audience: key.audience,
                    hosts: key.hosts))
        }
        return Access(
            publishToken: try PublishToken(inFolder: settings.data, logger: logger),
            verifier: TokenVerifier(keys: keys),
            tickets: Tickets(lifetime: settings.tokens.ticket), cookie: settings.tokens.cookie,
            clock: { .now }, refusals: RefusalLog(logger))
    }

    private func components(
        to pipeline: Pipeline, issuer: TokenIssuer
    ) throws -> [String: Component] {
        var components: [String: Component] = [:]
        for service in settings.services {
            guard let component = service.component else { continue }
            components[service.host] = try Component(
                domain: service.host, settings: component, pipeline: pipeline,
                issuer: issuer, logger: logger)
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
