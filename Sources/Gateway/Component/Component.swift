import Logging
import NIOPosix
import PubSub
import XMPP

/// A service's presence on an XMPP server: its link, and what it does with stanzas (XEP-0114).
struct Component: Sendable {
    let link: ComponentLink
    private let domain: String
    private let stanzas: StanzaService

    /// - Throws: `JIDError` where the domain is none.
    init(
        domain: String, settings: Settings.Component, pipeline: Pipeline, issuer: TokenIssuer,
        logger: Logger
    ) throws(JIDError) {
        let stanzas = StanzaService(
            address: try JID(domain), pipeline: pipeline, software: .sluice, issuer: issuer,
            logger: logger)
        self.domain = domain
        self.stanzas = stanzas
        link = ComponentLink(
            address: stanzas.address, server: settings.server, secret: settings.secret,
            group: MultiThreadedEventLoopGroup.singleton, logger: logger,
            receive: { stanzas.receive($0, over: $1) })
    }

    /// Tells a node's subscribers of an event. Called on the pipeline's thread.
    func notify(_ notification: Notification, _ publications: [Position: Entry]) {
        link.send(
            Broadcast(notification, from: stanzas.address, publications: publications))
    }

    /// What `GET /status` says of it.
    var status: StatusReport.Part {
        let counts = link.counts
        let (level, message) = link.state.report
        return StatusReport.Part(
            host: domain, name: "component", level: level, message: message,
            figures: [
                .init("received", counts.received), .init("sent", counts.sent),
                .init("dropped", counts.dropped), .init("oversize", counts.oversize),
                .init("connections", counts.connections),
            ])
    }
}

extension LinkState {
    fileprivate var report: (StatusReport.Level, String) {
        switch self {
        case .connecting: (.info, "connecting")
        case .connected(let since): (.core, "connected since \(since)")
        case .waiting(let until, let reason): (.error, "\(reason) Next attempt at \(until).")
        case .stopped: (.info, "stopped")
        }
    }
}
