import Fanout
import Journaling
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// The listener for the web: reads requests, has them answered by the routes, and hands the sockets of
/// accepted streams over to the hub.
struct HTTPFront: Service {
    private let settings: Settings.HTTP
    private let https: Settings.HTTPS
    private let certificates: CertificateStore?
    private let limits: HTTPLimits
    private let routes: Routes
    private let hub: Hub
    private let admission: Admission
    private let logger: Logger
    private let sockets: ActivatedSockets
    private let onListening: @Sendable ([WebAddress]) async -> Void

    /// - Parameters:
    ///   - settings: where to listen, and what streams tell browsers.
    ///   - certificates: `nil`: there are no encrypted connections.
    ///   - sockets: that listen already; they take the place of the settings' addresses.
    ///   - services: at least one.
    ///   - admission: where the hub gives back the accounts of streams.
    ///   - access: who may do what.
    ///   - notice: how long before a token ends its streams are told.
    ///   - tokenFile: where the page at `/` says that the publish token is; `nil`: nowhere.
    ///   - version: Sluice's own, for `/status`.
    ///   - status: what the rest of the server says of itself.
    ///   - onListening: called with all addresses and their real ports, those of plain connections
    ///     first, when the front takes connections.
    init(
        settings: Settings.HTTP, https: Settings.HTTPS = Settings.HTTPS(),
        certificates: CertificateStore? = nil, limits: HTTPLimits = HTTPLimits(),
        sockets: ActivatedSockets = ActivatedSockets(), services: [HostedService],
        admission: Admission = Admission(), access: Access, notice: Duration = .seconds(60),
        tokenFile: String? = nil, pipeline: Pipeline, journal: any Journal, hub: Hub,
        version: String, logger: Logger,
        status: @escaping @Sendable () -> [StatusReport.Part] = { [] },
        onListening: @escaping @Sendable ([WebAddress]) async -> Void = { _ in }
    ) {
        self.settings = settings
        self.https = https
        self.certificates = certificates
        self.sockets = sockets
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
            streams: StreamRoute(
                pipeline: pipeline, journal: journal, retry: settings.retry, notice: notice),
            publishing: PublishRoute(
                hosts: hosts, pipeline: pipeline, access: access,
                maximumBodyBytes: limits.maximumBodyBytes),
            status: StatusRoute(
                version: version, started: .now, journal: journal, pipeline: pipeline, hub: hub,
                others: { [admission.status] + status() }),
            page: PageRoute(tokenFile: tokenFile), access: access)
    }

    /// Listens until it is shut down. Then requests that were begun are answered, as long as requests
    /// may take, the hub ends its streams, and the connections that carried them are closed, before it
    /// returns.
    ///
    /// - Throws: `ListenFailure` where an address cannot be bound, `ActivatedSockets.Unencrypted`.
    func run() async throws {
        let connections = ConnectionRegistry(maximum: limits.maximumConnections)
        let services = RequestHandler.Services(
            routes: routes, hub: hub, admission: admission, limits: limits,
            connections: connections,
            requests: ConnectionRegistry(maximum: limits.maximumHTTP2Requests),
            carriers: EventLoopCarriers(MultiThreadedEventLoopGroup.singleton))
        let acceptor = Acceptor(ConnectionSetup(services: services, certificates: nil))
        defer { acceptor.end() }
        let listeners = try await open(services, acceptor)
        do {
            try await gracefulShutdown()
        } catch {
            await close(listeners)
            connections.closeAll()
            throw error
        }
        logger.info("stopping: what is asked already is answered, then the streams end")
        await close(listeners)
        await connections.drain(
            within: TimeAmount(limits.requestTimeout + limits.answerTimeout))
        await hub.shutDown()
        await connections.endReleased(within: Self.goodbyeTimeout)
    }

    /// How long HTTP/2 connections that carried streams have to end in order.
    private static let goodbyeTimeout = TimeAmount.seconds(1)

    private func open(
        _ services: RequestHandler.Services, _ acceptor: Acceptor
    ) async throws -> [Listener] {
        guard certificates != nil || sockets.https.isEmpty else {
            throw ActivatedSockets.Unencrypted()
        }
        let plain = Listener.Kind(
            key: "http.listen", scheme: "http",
            setup: .init(services: services, certificates: nil), acceptor: acceptor,
            socketMode: settings.socketMode)
        var listeners: [Listener] = []
        do {
            listeners += try await open(settings.listen, or: sockets.http, plain)
            var addresses = listeners.map { WebAddress(scheme: .http, $0.address) }
            if let certificates {
                let encrypted = Listener.Kind(
                    key: "https.listen", scheme: "https",
                    setup: .init(services: services, certificates: certificates),
                    socketMode: settings.socketMode)
                let others = try await open(https.listen, or: sockets.https, encrypted)
                listeners += others
                addresses += others.map { WebAddress(scheme: .https, $0.address) }
            }
            await onListening(addresses)
        } catch {
            await close(listeners)
            throw error
        }
        return listeners
    }

    private func open(
        _ addresses: [ListenAddress], or sockets: [Int32], _ kind: Listener.Kind
    ) async throws -> [Listener] {
        var listeners: [Listener] = []
        do {
            for socket in sockets { listeners.append(try await .adopt(socket, kind)) }
            if sockets.isEmpty {
                for address in addresses { listeners.append(try await .open(address, kind)) }
            }
        } catch {
            await close(listeners)
            throw error
        }
        for listener in listeners {
            logger.info("listening on \(listener.url(kind.scheme))")
        }
        return listeners
    }

    private func close(_ listeners: [Listener]) async {
        for listener in listeners { await listener.close() }
    }
}
