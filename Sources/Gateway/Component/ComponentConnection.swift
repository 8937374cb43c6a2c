import NIOCore
import NIOPosix
import Synchronization
import XMPP

/// One connection of a link: translates between the socket and the two machines that decide,
/// `StreamMachine` for what is said and `LinkTraffic` for how much.
///
/// It lives on the link's event loop, from before the socket is there until it is closed.
final class ComponentConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let link: ComponentLink
    let ended: EventLoopPromise<ConnectionEnd>
    let tokenizer: XMLTokenizer
    var machine: StreamMachine
    var context: ChannelHandlerContext?
    var ticks: RepeatedTask?
    var end = ConnectionEnd(reason: .connectionLost)
    var isEnded = false

    /// - Parameter ended: fulfilled once, when the socket is closed or there will be none.
    init(_ link: ComponentLink, ended: EventLoopPromise<ConnectionEnd>) {
        self.link = link
        self.ended = ended
        tokenizer = XMLTokenizer(limits: link.limits.reading)
        machine = StreamMachine(
            // A server sends it straight back to us. The domain above may be another machine, which
            // it would take the server too long to find that it cannot reach.
            host: link.address, pingTarget: link.address,
            pingAfter: link.limits.pingAfter.milliseconds,
            deadAfter: link.limits.deadAfter.milliseconds,
            answerAfter: link.limits.answerAfter.milliseconds)
    }

    /// Makes the connection, unless it was stopped before.
    func connect() {
        guard !isEnded else { return }
        ClientBootstrap(group: link.eventLoop)
            .connectTimeout(TimeAmount(link.limits.connectTimeout))
            // The first bytes are for this handler, which is not yet in the pipeline.
            .channelOption(.autoRead, value: false)
            .connect(host: link.server.host, port: link.server.port)
            .assumeIsolated()
            .whenComplete { self.connected($0) }
    }

    private func connected(_ result: Result<any Channel, any Error>) {
        do {
            let channel = try result.get()
            // Nobody waits for it any longer.
            guard !isEnded else { return channel.close(promise: nil) }
            try channel.pipeline.syncOperations.addHandler(self)
        } catch {
            perform(machine.connectionFailed(ConnectionFailure(error: error).description))
        }
    }

    /// Answers what was asked, as far as that is soon done, then ends the stream.
    func stop() {
        guard machine.isReady else { return perform(machine.stop()) }
        link.traffic.withLock { $0.drain() }
        after(link.limits.closeTimeout) { $0.finish() }
        turn()
    }

    private func finish() {
        guard machine.isReady else { return }
        write(link.traffic.withLock { $0.takeWaiting() })
        perform(machine.stop())
    }

    /// Does what the traffic of the link asks for.
    func turn() {
        guard !isEnded else { return }
        for action in link.traffic.withLock({ $0.turn() }) {
            switch action {
            case .write(let bytes): writeStanzas(bytes)
            case .pauseReading: setReading(false)
            case .resumeReading: setReading(true)
            case .drained: finish()
            case .report(let notice): link.report(notice)
            }
        }
    }

    func perform(_ actions: [StreamMachine.Action]) {
        for action in actions {
            switch action {
            case .send(let bytes) where machine.isReady:
                link.traffic.withLock { $0.add(bytes) }
            case .send(let bytes): write(ByteBuffer(bytes: bytes))
            case .sendHandshake(let id):
                let digest = link.secret.digest(ofStream: id)
                write(ByteBuffer(bytes: StreamMachine.handshake(digest: digest)))
            case .ready:
                end.wasReady = true
                link.connected()
            case .deliver(let element): link.deliver(element)
            case .close(let reason): close(because: reason)
            }
        }
    }
}
