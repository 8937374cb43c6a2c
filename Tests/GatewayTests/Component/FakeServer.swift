import NIOCore
import NIOPosix
import XMPP

@testable import Gateway

/// The component port of an XMPP server, played by a test: it says only what it is told to say.
struct FakeServer: Sendable {
    let endpoint: Endpoint
    private let listener: any Channel
    private let peers: AsyncStream<Peer>

    static func start() async throws -> FakeServer {
        let (peers, arrivals) = AsyncStream.makeStream(of: Peer.self)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                let (events, found) = AsyncStream.makeStream(of: XMLTokenizer.Event.self)
                arrivals.yield(Peer(channel: channel, events: events))
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(StreamReader(found))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = listener.localAddress?.port ?? 0
        return FakeServer(
            endpoint: Endpoint(host: "127.0.0.1", port: port), listener: listener, peers: peers)
    }

    /// The next connection that somebody makes.
    func accept() async throws -> Peer {
        for await peer in peers { return peer }
        throw Missing(what: "a connection")
    }

    func stop() async throws {
        try await listener.close()
    }
}

/// One connection as the server sees it.
struct Peer: Sendable {
    static let secret = "a secret < another"
    let channel: any Channel
    let events: AsyncStream<XMLTokenizer.Event>

    /// The next thing that the component says, as XML; `nil` once the connection is closed.
    func next() async -> String? {
        for await event in events {
            switch event {
            case .streamOpened(let root): return XMLWriter.string(root)
            case .element(let element):
                var bytes: [UInt8] = []
                XMLWriter.append(element, to: &bytes, inheriting: Namespaces.component)
                return String(decoding: bytes, as: UTF8.self)
            case .streamClosed: return "</stream:stream>"
            case .refused(_, let error), .failed(let error): return "\(error)"
            }
        }
        return nil
    }

    func write(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text))
    }

    /// Takes the component's stream and opens our own.
    func open(id: String = "3BF96D32") async throws {
        _ = await next()
        try await write(
            "<?xml version='1.0'?><stream:stream xmlns:stream='http://etherx.jabber.org/streams' "
                + "xmlns='jabber:component:accept' from='pubsub.example.org' id='\(id)'>")
    }

    /// Takes the handshake, whatever it says.
    func acceptComponent() async throws {
        try await open()
        _ = await next()
        try await write("<handshake/>")
    }

    /// Says why the stream ends, and ends it.
    func refuse(_ condition: String) async throws {
        try await write(
            "<stream:error><\(condition) xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
                + "</stream:error></stream:stream>")
        close()
    }

    /// Closes the connection, if the component has not done so.
    func close() {
        channel.close(promise: nil)
    }

    func setReading(_ isReading: Bool) async throws {
        try await channel.setOption(.autoRead, value: isReading).get()
    }
}

/// Something was awaited, and the other side ended instead.
struct Missing: Error {
    let what: String
}

/// Tells what is found in the bytes that come.
private final class StreamReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let tokenizer = XMLTokenizer(limits: XMLLimits(maximumBytes: 4 * 1024 * 1024))
    private let found: AsyncStream<XMLTokenizer.Event>.Continuation

    init(_ found: AsyncStream<XMLTokenizer.Event>.Continuation) {
        self.found = found
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let events = unwrapInboundIn(data).withUnsafeReadableBytes { tokenizer.feed($0) }
        for event in events { found.yield(event) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        found.finish()
    }
}
