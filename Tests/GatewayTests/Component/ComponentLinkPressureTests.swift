import NIOCore
import Testing
import XMPP

@testable import Gateway

@Suite(.timeLimit(.minutes(1))) struct ComponentLinkPressureTests {
    @Test func `Reading stops while too many requests have no answer`() async throws {
        var limits = LinkLimits.quick
        limits.maximumUnanswered = 4
        try await withConnectedLink(limits: limits) { peer, probe in
            try await peer.write((1...4).map(ComponentLinkTests.request).joined())
            var requests: [Stanza] = []
            for _ in 1...4 { requests.append(try #require(Stanza(try await probe.stanza()))) }
            #expect(try await probe.link.isReading == false)
            try await peer.write(ComponentLinkTests.request(5))
            for request in requests.prefix(3) { probe.link.send(request.result().element) }
            #expect(try await probe.stanza()[attribute: "id"] == "5")
            #expect(try await probe.link.isReading == true)
        }
    }

    @Test func `A server that does not read costs neither memory nor the link`() async throws {
        var limits = LinkLimits.quick
        // More than the system's buffers hold.
        limits.maximumWaitingBytes = 16_000_000
        limits.pausingBytes = 10_000
        try await withConnectedLink(limits: limits) { peer, probe in
            try await peer.setReading(false)
            let large = ComponentLinkTests.message(
                to: "a@example.org", String(repeating: "x", count: 400_000))
            probe.link.send(repeatElement(large, count: 100))
            #expect(try await probe.line().contains("the server is too slow"))
            let dropped = probe.link.counts.dropped
            #expect(dropped > 50)
            #expect(try await probe.link.isReading == false)
            try await peer.setReading(true)
            for _ in 1...(100 - dropped) { _ = try await peer.element() }
            probe.link.send(ComponentLinkTests.message(to: "b@example.org", "after"))
            #expect(try await peer.element().text == "after")
            #expect(probe.link.counts.sent == 100 - dropped + 1)
        }
    }

    @Test func `At a shutdown every request is answered, and then the stream ends`() async throws {
        let server = try await FakeServer.start()
        var limits = LinkLimits.quick
        limits.closeTimeout = .seconds(30)
        let probe = try LinkProbe(to: server.endpoint, limits: limits)
        let run = Task { await probe.link.run() }
        let peer = try await server.accept()
        try await peer.acceptComponent()
        try await peer.write(ComponentLinkTests.request(1))
        let request = try #require(Stanza(try await probe.stanza()))
        run.cancel()
        probe.link.send(request.result().element)
        #expect(try await peer.element()[attribute: "id"] == "1")
        #expect(await peer.next() == "</stream:stream>")
        try await peer.write("</stream:stream>")
        peer.close()
        await run.value
        #expect(probe.link.state == .stopped)
        try await server.stop()
    }
}

extension ComponentLink {
    /// Whether the socket is read, once what it has read is dealt with.
    fileprivate var isReading: Bool? {
        get async throws {
            try await eventLoop.submit {
                try self.connection.value?.context?.channel.syncOptions?.getOption(.autoRead)
            }.get()
        }
    }
}
