import JSONText
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
        let state = link.state
        return StatusReport.Part(
            host: domain, name: "component", level: state.level, message: state.message,
            figures: [
                .init("connected", .boolean(state.level == .core)),
                .init("since", state.since.map { .string($0.description) } ?? .null),
                .init("received", counts.received), .init("sent", counts.sent),
                .init("dropped", counts.dropped), .init("oversize", counts.oversize),
                .init("connections", counts.connections),
            ])
    }
}

extension LinkState {
    fileprivate var level: StatusReport.Level {
        switch self {
        case .connected: .core
        case .connecting(nil), .stopped: .info
        case .waiting, .connecting(.some): .error
        }
    }

    fileprivate var message: String {
        switch self {
        case .connecting(nil): "connecting"
        case .connecting(let outage?): "\(outage.reason) (down since \(outage.since))"
        case .connected(let since): "connected since \(since)"
        case .waiting(let until, let outage):
            "\(outage.reason) (down since \(outage.since), next attempt at \(until))"
        case .stopped: "stopped"
        }
    }

    /// Since when it is up, or down.
    fileprivate var since: Timestamp? {
        switch self {
        case .connected(let since): since
        case .waiting(_, let outage), .connecting(let outage?): outage.since
        case .connecting(nil), .stopped: nil
        }
    }
}
