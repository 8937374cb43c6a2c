import Fanout
import Journaling
import Logging
import NIOPosix
import PubSub
import ServiceLifecycle

@testable import Gateway

/// The whole server but for the XMPP link, on a folder: what `Server` puts together, with its parts at
/// hand.
final class LiveServer: Sendable {
    static let service = "pubsub.example.org"

    let port: Int
    let hub: Hub
    private let journal: SQLiteJournal
    private let pipeline: Pipeline
    private let group: ServiceGroup
    private let running: Task<Void, any Error>

    init(folder: String, hub hubConfiguration: HubConfiguration) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let journal = try SQLiteJournal(folder: folder, synchronous: .normal)
        let hub = Hub(
            configuration: hubConfiguration, epoch: journal.epoch, head: journal.head,
            replay: JournalReplay(journal, threads: .singleton, logger: logger).replay)
        let pipeline = Pipeline()
        pipeline.start(
            try PipelineState(
                services: [Self.service: ServiceSettings()], journal: journal,
                outlets: .init(publish: { hub.publish($0) }, notify: { _, _ in }),
                clock: { Timestamp(milliseconds: 0) }, logger: logger))
        let (ports, port) = AsyncStream<Int>.makeStream()
        let front = HTTPFront(
            settings: Settings.HTTP(
                listen: [.tcp(Endpoint(host: "127.0.0.1", port: 0))], retry: .milliseconds(5)),
            services: [HostedService(domain: Self.service, answersAnyHost: true)],
            access: Access(
                publishToken: PublishToken("token"), verifier: TokenVerifier(keys: []),
                tickets: Tickets(lifetime: .seconds(30)), clock: { .now },
                refusals: RefusalLog(logger)),
            pipeline: pipeline, journal: journal, hub: hub, version: "1", logger: logger,
            onListening: { port.yield($0.first?.endpoint?.port ?? 0) })
        let group = ServiceGroup(configuration: .init(services: [front], logger: logger))
        running = Task { try await group.run() }
        self.port = await ports.first { _ in true } ?? 0
        (self.journal, self.hub, self.pipeline, self.group) = (journal, hub, pipeline, group)
    }

    /// As SIGTERM does it.
    func stop() async throws {
        await group.triggerGracefulShutdown()
        try await running.value
        await hub.shutDown()
        pipeline.close()
        journal.close()
    }

    /// Has a request of the operator decided, and gives the journal's head then.
    func submit(_ verb: Verb) async -> Result<Position, PubSubError> {
        let request = Request(service: Self.service, requester: .operator, verb: verb)
        return await withCheckedContinuation { continuation in
            pipeline.submit(request) { continuation.resume(returning: $0.map(\.head)) }
        }
    }

    /// Lets retention take all but the newest entries.
    func trim(keeping entries: Int) async throws {
        try await NIOThreadPool.singleton.runIfActive { [journal] in
            _ = try journal.trim(
                Retention(maximumEntries: entries), now: Timestamp(milliseconds: 0))
        }
    }
}
