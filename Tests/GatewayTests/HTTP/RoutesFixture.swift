import Fanout
import HTTPTypes
import Journaling
import Logging
import NIOCore
import NIOPosix
import PubSub

@testable import Gateway

/// A whole service without sockets, its journal in memory.
final class RoutesFixture: Sendable {
    static let token = "a-token-for-the-tests"

    let journal: MemoryJournal
    let hub: Hub
    let pipeline = Pipeline()
    let admission: Admission
    let routes: Routes
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init(
        hosts: [HostedService] = [HostedService(domain: "pubsub.example.org")],
        origins: OriginPolicy = OriginPolicy(), journal: MemoryJournal = MemoryJournal(epoch: "e"),
        hub configuration: HubConfiguration = HubConfiguration(), history: History? = nil,
        maximumPayloadBytes: Int = 1000, limits: Settings.Limits = Settings.Limits(),
        proxies: TrustedProxies = TrustedProxies(), access: Access? = nil
    ) throws {
        let access = access ?? .of(keys: [])
        self.journal = journal
        let admission = Admission(limits)
        self.admission = admission
        let hub = Hub(
            configuration: configuration, epoch: journal.epoch, head: journal.head,
            replay: JournalReplay(journal, threads: .singleton, logger: logger).replay,
            onEnd: { admission.close($0) })
        self.hub = hub
        let settings = ServiceSettings(
            createsOnPublish: true, maximumPayloadBytes: maximumPayloadBytes)
        pipeline.start(
            try PipelineState(
                services: ["pubsub.example.org": settings], journal: journal,
                outlets: .init(
                    publish: { entries in
                        history?.add(entries)
                        hub.publish(entries)
                    }, notify: { _, _ in }),
                clock: { Timestamp(milliseconds: 0) }, logger: logger))
        routes = Routes(
            cors: CORS(origins), clients: Clients(proxies: proxies, admission: admission),
            hosts: HostRouting(hosts),
            streams: StreamRoute(
                pipeline: pipeline, journal: journal, retry: .seconds(2), clock: access.clock),
            publishing: PublishRoute(
                hosts: HostRouting(hosts), pipeline: pipeline, access: access,
                maximumBodyBytes: 2 * maximumPayloadBytes),
            status: StatusRoute(
                version: "1.2.3", started: .now, journal: journal, pipeline: pipeline, hub: hub,
                others: {
                    [
                        .init(
                            host: "pubsub.example.org", name: "component", level: .warn, message: ""
                        )
                    ]
                }),
            page: PageRoute(), access: access)
    }

    deinit { pipeline.close() }

    /// A front on a port of its own, for tests with sockets.
    func front(
        settings: Settings.HTTP, limits: HTTPLimits = HTTPLimits(),
        certificates: CertificateStore? = nil,
        onListening: @escaping @Sendable ([WebAddress]) async -> Void
    ) -> HTTPFront {
        HTTPFront(
            settings: settings,
            https: Settings.HTTPS(listen: [.tcp(Endpoint(host: "127.0.0.1", port: 0))]),
            certificates: certificates, limits: limits,
            services: [HostedService(domain: "pubsub.example.org", answersAnyHost: true)],
            admission: admission, access: routes.access,
            pipeline: pipeline, journal: journal, hub: hub,
            version: "1.2.3", logger: logger, onListening: onListening)
    }

    func answer(
        _ method: HTTPRequest.Method, _ target: String, host: String = "pubsub.example.org",
        _ fields: HTTPFields = [:], body: String = ""
    ) async -> RouteAnswer {
        await routes.answer(
            IncomingRequest(
                method, target, authority: host, fields: fields,
                body: ByteBuffer(string: body)))
    }

    /// The answer where it is a response, as every one but a stream's is.
    func response(
        _ method: HTTPRequest.Method, _ target: String, host: String = "pubsub.example.org",
        _ fields: HTTPFields = [:], body: String = ""
    ) async -> Response? {
        guard
            case .response(let response) = await answer(
                method, target, host: host, fields, body: body)
        else { return nil }
        return response
    }

    @discardableResult
    func publish(_ body: String, id: String, to node: String = "news") async -> Response? {
        await response(
            .post, "/publish/\(node)?id=\(id)",
            [.authorization: "Bearer \(Self.token)", .contentType: "text/plain"], body: body)
    }

    /// What a stream sends before it is live; `nil` where the request is refused.
    func preamble(_ target: String, lastEventID: String? = nil) async -> String? {
        var fields: HTTPFields = [:]
        fields[.lastEventID] = lastEventID
        guard case .stream(let stream) = await answer(.get, target, fields) else { return nil }
        let bytes = stream.reader(.socket(-1), head: .http1, framing: .none).preamble
        return String(decoding: bytes, as: UTF8.self)
    }
}
