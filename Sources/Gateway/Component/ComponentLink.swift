import Logging
import NIOCore
public import ServiceLifecycle
import Synchronization
public import XMPP

/// One XEP-0114 connection to an XMPP server, kept up for as long as the program runs.
///
/// How it works: `run()` makes one connection after the other, and waits longer after each that
/// fails. All of them live on one event loop, where the stanzas that come are delivered in order.
/// What goes out may come from any thread: it is serialised there, collected, and written once a
/// turn of the event loop; what goes to many is serialised once, and addressed as the server takes
/// it. While there is no link it is dropped, as a server drops what it has for
/// a component that is not there.
public final class ComponentLink: Service, Sendable {
    let address: JID
    let server: Endpoint
    let secret: Secret
    let limits: LinkLimits
    let eventLoop: any EventLoop
    let logger: Logger
    let traffic: Mutex<LinkTraffic>
    let status = Mutex(LinkState.connecting(after: nil))
    /// The connection that is there or being made.
    let connection: NIOLoopBoundBox<ComponentConnection?>
    private let receive: @Sendable (Element, ComponentLink) -> Void

    /// - Parameters:
    ///   - address: the component's domain, as the server knows it.
    ///   - server: the server's component port.
    ///   - secret: what the server knows the component by.
    ///   - group: one of its event loops carries the link.
    ///   - receive: takes each stanza, on the event loop and in order, with the link that it came
    ///     over. Every iq get and set is to be answered by `send`: reading stops while too many are not.
    init(
        address: JID, server: Endpoint, secret: Secret, limits: LinkLimits = LinkLimits(),
        group: any EventLoopGroup, logger: Logger,
        receive: @escaping @Sendable (Element, ComponentLink) -> Void
    ) {
        self.address = address
        self.server = server
        self.secret = secret
        self.limits = limits
        self.logger = logger
        self.receive = receive
        eventLoop = group.any()
        traffic = Mutex(LinkTraffic(limits: limits))
        connection = .makeEmptyBox(eventLoop: eventLoop)
    }

    /// What the link does at present.
    public var state: LinkState { status.withLock { $0 } }

    /// What has gone over the link since the start.
    public var counts: LinkCounts { traffic.withLock { $0.counts } }

    /// Sends a stanza; from any thread, without waiting.
    public func send(_ stanza: Element) {
        send(CollectionOfOne(stanza))
    }

    /// Sends stanzas one after the other; from any thread, without waiting.
    ///
    /// A stanza that is larger than the server takes is not sent: in place of an answer goes an
    /// error, anything else is dropped with a warning. So it goes while the server is too slow.
    public func send(_ stanzas: some Sequence<Element>) {
        var notices: [LinkTraffic.Notice] = []
        let isTurnDue = traffic.withLock { traffic in
            for stanza in stanzas {
                if let notice = traffic.send(stanza) { notices.append(notice) }
            }
            return traffic.asksForTurn()
        }
        if isTurnDue { callForTurn() }
        notices.forEach(report)
    }

    /// Sends one notification to many; from any thread, without waiting.
    func send(_ broadcast: Broadcast) {
        let (notice, isTurnDue) = traffic.withLock { ($0.send(broadcast), $0.asksForTurn()) }
        if isTurnDue { callForTurn() }
        if let notice { report(notice) }
    }

    /// Connects, and connects again whenever the connection ends, until the task is cancelled or
    /// the service group shuts down; then answers what was asked and ends the stream in good order.
    public func run() async {
        await cancelWhenGracefulShutdown { await self.keepUp() }
    }

    /// Has the connection look at the traffic, on the event loop.
    func callForTurn() {
        eventLoop.execute { self.connection.value?.turn() }
    }

    /// A stanza has come.
    func deliver(_ stanza: Element) {
        traffic.withLock { $0.received(stanza) }
        receive(stanza, self)
    }
}
