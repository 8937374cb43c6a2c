import Fanout
import Glibc
import NIOCore
import NIOPosix
import PubSub
import Testing

@testable import Gateway

/// What becomes of a stream whose connection NIO keeps.
@Suite struct StreamHandlerTests {
    @Test(.timeLimit(.minutes(1)))
    func `A connection that is lost before the hub has its reader gives the account back`()
        async throws
    {
        let (ended, end) = AsyncStream<[Int32]>.makeStream()
        let hub = Hub(
            epoch: "e", head: .start, replay: { $3(.failed) }, onEnd: { end.yield($0) })
        var sockets: [Int32] = [-1, -1]
        #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &sockets) == 0)
        defer { close(sockets[1]) }
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .withConnectedSocket(sockets[0]).get()
        let port = hub.makePort()
        let sink = try await channel.eventLoop.submit {
            let handler = StreamHandler(port: port, encoding: .bytes, window: hub.sinkWindow)
            try channel.pipeline.syncOperations.addHandler(handler)
            return ChannelSink(
                carrier: EventLoopCarrier(channel.eventLoop),
                handler: NIOLoopBound(handler, eventLoop: channel.eventLoop))
        }.get()
        try await channel.close()
        hub.attach(
            Reader(
                output: .sink(sink, port),
                selection: Selection(addresses: [], format: .item, framing: .none),
                cursor: .start, openedAt: .start, preamble: [], account: 7))
        try await channel.eventLoop.submit { sink.attached() }.get()
        for await accounts in ended.prefix(1) { #expect(accounts == [7]) }
        await hub.shutDown()
    }
}
