import Logging
import NIOPosix
import XMPP

@testable import Gateway

/// A link with everything that it does made visible.
struct LinkProbe: Sendable {
    let link: ComponentLink
    private let stanzas: AsyncStream<Element>
    private let lines: AsyncStream<String>

    init(
        to server: Endpoint, secret: String = Peer.secret, limits: LinkLimits = .quick
    ) throws {
        let (stanzas, arrived) = AsyncStream.makeStream(of: Element.self)
        let (lines, logged) = AsyncStream.makeStream(of: String.self)
        self.stanzas = stanzas
        self.lines = lines
        var logger = Logger(label: "link") { _ in LineCollector { logged.yield($0) } }
        logger.logLevel = .info
        link = ComponentLink(
            address: try JID("pubsub.example.org"), server: server, secret: Secret(secret),
            limits: limits, group: MultiThreadedEventLoopGroup.singleton, logger: logger,
            receive: { stanza, _ in arrived.yield(stanza) })
    }

    /// The next stanza that the link delivers.
    func stanza() async throws -> Element {
        for await stanza in stanzas { return stanza }
        throw Missing(what: "a stanza")
    }

    /// The next line that the link logs.
    func line() async throws -> String {
        for await line in lines { return line }
        throw Missing(what: "a line")
    }
}

/// Runs a link against a server of the test's own, as long as the test lasts.
func withLink(
    secret: String = Peer.secret, limits: LinkLimits = .quick,
    _ body: (FakeServer, LinkProbe) async throws -> Void
) async throws {
    let server = try await FakeServer.start()
    let probe = try LinkProbe(to: server.endpoint, secret: secret, limits: limits)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await probe.link.run() }
        try await body(server, probe)
        group.cancelAll()
    }
    try await server.stop()
}

extension LinkLimits {
    /// Short waits, so that a test need not.
    static var quick: LinkLimits {
        var limits = LinkLimits()
        limits.tick = .milliseconds(5)
        limits.closeTimeout = .milliseconds(100)
        limits.backoff = Backoff(first: .milliseconds(1), cap: .milliseconds(2))
        return limits
    }
}
