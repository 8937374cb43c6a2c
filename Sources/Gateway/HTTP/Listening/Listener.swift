import Glibc
import NIOCore
import NIOPosix

/// Takes the connections of one address.
struct Listener: Sendable {
    let address: ListenAddress
    private let channel: any Channel
    private let socketFile: UnixSocketFile?
    /// Takes the connections instead of the channel, at a descriptor of its own.
    private let acceptance: Acceptance?

    private struct Acceptance {
        let acceptor: Acceptor
        let socket: Int32
    }

    /// What the listeners of one kind have in common.
    struct Kind: Sendable {
        /// Of the addresses.
        let key: String
        /// As a log shows it.
        let scheme: String
        let setup: ConnectionSetup
        /// Takes the connections; `nil`: NIO does.
        var acceptor: Acceptor?
        /// The rights of files of Unix-domain sockets.
        let socketMode: mode_t
    }

    /// Listens, and takes connections at once.
    ///
    /// - Throws: `ListenFailure`.
    static func open(_ address: ListenAddress, _ kind: Kind) async throws -> Listener {
        do {
            switch address {
            case .tcp(let endpoint):
                let channel = try await bootstrap(kind)
                    .bind(host: endpoint.host, port: endpoint.port).get()
                await DeferredAccept.ask(channel, within: kind.setup.silenceBeforeRequest)
                let port = channel.localAddress?.port ?? endpoint.port
                return try await Listener(
                    .tcp(Endpoint(host: endpoint.host, port: port)), channel, kind)
            case .unix(let path):
                let file = UnixSocketFile(path: path)
                let channel = try await bootstrap(kind)
                    .withBoundSocket(try file.listen(mode: kind.socketMode)).get()
                return try await Listener(address, channel, kind, file)
            }
        } catch {
            throw ListenFailure(address: address, key: kind.key, cause: error)
        }
    }

    /// Takes the connections of a socket that listens already.
    static func adopt(_ descriptor: Int32, _ kind: Kind) async throws -> Listener {
        let channel = try await bootstrap(kind).withBoundSocket(descriptor).get()
        await DeferredAccept.ask(channel, within: kind.setup.silenceBeforeRequest)
        let local = channel.localAddress
        let address: ListenAddress =
            if let host = local?.ipAddress, let port = local?.port {
                .tcp(Endpoint(host: host, port: port))
            } else {
                .unix(path: local?.pathname ?? "")
            }
        return try await Listener(address, channel, kind)
    }

    private init(
        _ address: ListenAddress, _ channel: any Channel, _ kind: Kind,
        _ socketFile: UnixSocketFile? = nil
    ) async throws {
        self.address = address
        self.channel = channel
        self.socketFile = socketFile
        guard let acceptor = kind.acceptor else {
            acceptance = nil
            return
        }
        let socket = try await SocketHandOver.take(from: channel)
        acceptor.listen(socket)
        acceptance = Acceptance(acceptor: acceptor, socket: socket)
    }

    private static func bootstrap(_ kind: Kind) -> ServerBootstrap {
        ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.autoRead, value: kind.acceptor == nil)
            .childChannelOption(.allowRemoteHalfClosure, value: kind.setup.certificates == nil)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        ConnectionGate(connections: kind.setup.services.connections))
                }
            }
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try kind.setup.setUp(channel) }
            }
    }

    /// As an operator would write it.
    func url(_ scheme: String) -> String {
        switch address {
        case .tcp(let endpoint): "\(scheme)://\(endpoint)"
        case .unix: "\(address) (\(scheme))"
        }
    }

    /// Takes no further connections.
    func close() async {
        socketFile?.remove()
        if let acceptance { await acceptance.acceptor.stopListening(acceptance.socket) }
        try? await channel.close()
    }
}
