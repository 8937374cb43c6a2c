public import Fanout
public import Journaling
public import Logging
import NIOCore
public import ServiceLifecycle

/// The listener for the web: reads requests, has them answered by the routes, and hands the sockets of
/// accepted streams over to the hub.
public struct HTTPFront: Service {
    private let endpoint: Endpoint
    private let limits: HTTPLimits
    private let routes: Routes
    private let hub: Hub
    private let admission: Admission
    private let logger: Logger
    private let onListening: @Sendable (Endpoint) async -> Void

    /// - Parameters:
    ///   - settings: where to listen, and what streams tell browsers.
    ///   - services: at least one.
    ///   - admission: where the hub gives back the accounts of streams.
    ///   - version: Sluice's own, for `/status`.
    ///   - status: what the rest of the server says of itself.
    ///   - onListening: called with the real port when the front takes connections.
    public init(
        settings: Settings.HTTP, limits: HTTPLimits = HTTPLimits(), services: [HostedService],
        admission: Admission = Admission(),
        pipeline: Pipeline, journal: any Journal, hub: Hub, token: PublishToken, version: String,
        logger: Logger, status: @escaping @Sendable () -> [StatusReport.Part] = { [] },
        onListening: @escaping @Sendable (Endpoint) async -> Void = { _ in }
    ) {
        endpoint = settings.listen
        self.limits = limits
        self.hub = hub
        self.admission = admission
        self.logger = logger
        self.onListening = onListening
        let hosts = HostRouting(services)
        routes = Routes(
            cors: CORS(settings.cors),
            clients: Clients(proxies: settings.proxies, admission: admission),
            hosts: hosts,
            streams: StreamRoute(pipeline: pipeline, journal: journal, retry: settings.retry),
            publishing: PublishRoute(
                hosts: hosts, pipeline: pipeline, token: token,
                maximumBodyBytes: limits.maximumBodyBytes),
            status: StatusRoute(
                version: version, started: .now, journal: journal, hub: hub,
                others: { [admission.status] + status() }),
            page: PageRoute())
    }

    /// Listens until it is shut down; requests that were begun are answered before it returns.
    ///
    /// - Throws: where the address cannot be bound.
    public func run() async throws {
        let connections = ConnectionRegistry(maximum: limits.maximumConnections)
        let services = RequestHandler.Services(
            routes: routes, hub: hub, admission: admission, limits: limits)
        let listener = try await Listener.open(
            endpoint, setup: ConnectionSetup(services: services), connections: connections)
        let port = listener.channel.localAddress?.port ?? endpoint.port
        let bound = Endpoint(host: endpoint.host, port: port)
        logger.info("listening on http://\(bound)")
        await onListening(bound)
        do {
            try await gracefulShutdown()
        } catch {
            await listener.close()
            connections.closeAll()
            throw error
        }
        await listener.close()
        await connections.drain()
    }
}
