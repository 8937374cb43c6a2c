public import Fanout
import HTTPTypes
import HummingbirdCore
public import Journaling
public import Logging
import NIOCore
import NIOPosix
public import ServiceLifecycle

/// The listener for the web: reads requests, has them answered by the routes, and hands the sockets of
/// accepted streams over to the hub.
public struct HTTPFront: Service {
    private let endpoint: Endpoint
    private let limits: HTTPLimits
    private let routes: Routes
    private let hub: Hub
    private let logger: Logger
    private let onListening: @Sendable (Endpoint) async -> Void

    /// - Parameters:
    ///   - settings: where to listen, and what streams tell browsers.
    ///   - services: at least one.
    ///   - version: Sluice's own, for `/status`.
    ///   - status: what the rest of the server says of itself.
    ///   - onListening: called with the real port when the front takes connections.
    public init(
        settings: Settings.HTTP, limits: HTTPLimits = HTTPLimits(), services: [HostedService],
        pipeline: Pipeline, journal: any Journal, hub: Hub, token: PublishToken, version: String,
        logger: Logger, status: @escaping @Sendable () -> [StatusReport.Part] = { [] },
        onListening: @escaping @Sendable (Endpoint) async -> Void = { _ in }
    ) {
        endpoint = settings.listen
        self.limits = limits
        self.hub = hub
        self.logger = logger
        self.onListening = onListening
        let hosts = HostRouting(services)
        routes = Routes(
            hosts: hosts,
            streams: StreamRoute(pipeline: pipeline, journal: journal, retry: settings.retry),
            publishing: PublishRoute(
                hosts: hosts, pipeline: pipeline, token: token,
                maximumBodyBytes: limits.maximumBodyBytes),
            status: StatusRoute(
                version: version, started: .now, journal: journal, hub: hub, others: status),
            page: PageRoute())
    }

    /// Listens until it is shut down; requests that were begun are answered before it returns.
    ///
    /// - Throws: where the address cannot be bound.
    public func run() async throws {
        // Hummingbird announces the address that was asked for; ours is the one that was got.
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .notice)
        let connection = HTTPConnection(limits: limits, publishing: routes.publishing) {
            try await respond(to: $0, $1, on: $2)
        }
        let server = connection.server(
            configuration: ServerConfiguration(
                address: .hostname(endpoint.host, port: endpoint.port), backlog: 4096,
                availableConnectionsDelegate: .maximum(limits.maximumConnections, logger: quiet)),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? endpoint.port
                let bound = Endpoint(host: endpoint.host, port: port)
                logger.info("listening on http://\(bound)")
                await onListening(bound)
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: quiet)
        try await server.run()
    }

    private func respond(
        to request: Request, _ writer: consuming ResponseWriter, on channel: any Channel
    ) async throws {
        switch await routes.answer(IncomingRequest(request)) {
        case .response(let response):
            try await write(response, to: writer, for: request)
        case .stream where request.method == .head:
            // Ended in order, the answer would get a body's last chunk, which HEAD must not have.
            _ = try await writer.writeHead(
                HTTPResponse(status: .ok, headerFields: StreamHead.fields))
            try await channel.close()
        case .stream(let stream):
            guard hub.counts.readers < limits.maximumStreams,
                let socket = try await SocketHandOver.take(from: channel)
            else {
                var response = Problem.overloaded.response
                CORS.allow(&response)
                return try await write(response, to: writer, for: request)
            }
            hub.attach(stream.reader(descriptor: socket.descriptor, framing: socket.framing))
        }
    }

    private func write(
        _ response: Response, to writer: consuming ResponseWriter, for request: Request
    ) async throws {
        let isLast = request.headers[.connection]?.lowercased() == "close"
        let head = HTTPResponse(
            status: response.status, headerFields: response.sentFields(isLast: isLast))
        let isBodyLeftOut = request.method == .head || response.body.isEmpty
        try await writer.write(
            response: head,
            body: isBodyLeftOut
                ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(string: response.body)))
    }
}
