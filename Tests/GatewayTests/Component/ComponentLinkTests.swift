import NIOCore
import Testing
import XMPP

@testable import Gateway

@Suite(.timeLimit(.minutes(1))) struct ComponentLinkTests {
    @Test func `Stanzas are delivered in order, wherever the bytes were cut`() async throws {
        try await withConnectedLink { peer, probe in
            let text = (1...100).map(Self.request).joined()
            for piece in stride(from: 0, to: text.utf8.count, by: 37) {
                let bytes = text.utf8.dropFirst(piece).prefix(37)
                try await peer.write(String(decoding: bytes, as: UTF8.self))
            }
            for id in 1...100 {
                #expect(try await probe.stanza()[attribute: "id"] == "\(id)")
            }
            #expect(probe.link.counts.received == 100)
        }
    }

    @Test func `Stanzas from several tasks all go out, each task's in order`() async throws {
        try await withConnectedLink { peer, probe in
            await withTaskGroup(of: Void.self) { group in
                for sender in ["a", "b", "c"] {
                    group.addTask {
                        for number in 1...200 {
                            probe.link.send(Self.message(to: "\(sender)@example.org", "\(number)"))
                        }
                    }
                }
            }
            var numbers: [Substring: [Int]] = [:]
            for _ in 1...600 {
                let message = try await peer.element()
                let sender = message[attribute: "to"]?.prefix(1) ?? ""
                numbers[sender, default: []].append(Int(message.text) ?? 0)
            }
            #expect(numbers == ["a": Array(1...200), "b": Array(1...200), "c": Array(1...200)])
            #expect(probe.link.counts.sent == 600)
        }
    }

    @Test func `A connection cut in the middle of a stanza delivers nothing of it`() async throws {
        try await withConnectedLink { peer, probe, server in
            try await peer.write(Self.request(1) + "<iq type='get' id='2' from='a@examp")
            peer.close()
            #expect(try await probe.stanza()[attribute: "id"] == "1")
            #expect(try await probe.line().contains("was closed; connecting again"))
            let again = try await server.accept()
            try await again.acceptComponent()
            try await again.write(Self.request(3))
            #expect(try await probe.stanza()[attribute: "id"] == "3")
        }
    }

    @Test func `A server that says nothing is asked for a sign of life, and then given up`()
        async throws
    {
        var limits = LinkLimits.quick
        limits.pingAfter = .milliseconds(20)
        // Long enough for the handshake on a busy machine.
        limits.deadAfter = .seconds(3)
        try await withConnectedLink(limits: limits) { peer, probe in
            let ping = try await peer.element()
            #expect(ping[attribute: "to"] == "pubsub.example.org")
            #expect(ping.first("ping", namespace: Namespaces.ping) != nil)
            #expect(try await probe.line().contains("no longer answers"))
            #expect(await peer.next() == "</stream:stream>")
            #expect(await peer.next() == nil)
        }
    }

    @Test func `A stanza over the server's limit costs an error, not the link`() async throws {
        try await withConnectedLink { peer, probe in
            try await peer.write(Self.request(1))
            let request = try #require(Stanza(try await probe.stanza()))
            let items = Element(
                "pubsub", namespace: Namespaces.pubsub,
                text: String(repeating: "x", count: 600_000))
            probe.link.send(request.result(items).element)
            var message = Self.message(to: "b@example.org", "")
            message.children = [
                .element(
                    Element(
                        "event", namespace: Namespaces.pubsubEvent,
                        children: [
                            .element(
                                Element(
                                    "items", namespace: Namespaces.pubsubEvent,
                                    attributes: [("node", "princely_musings")],
                                    text: String(repeating: "x", count: 600_000)))
                        ]))
            ]
            probe.link.send(message)
            probe.link.send(Self.message(to: "c@example.org", "short"))
            let error = try await peer.element()
            #expect(error[attribute: "id"] == "1")
            #expect(error[attribute: "to"] == "a@example.org")
            let reading = error.elements.first.flatMap { StanzaError($0) }
            #expect(reading?.condition == .resourceConstraint)
            #expect(reading?.text?.contains("ask for less at once") == true)
            #expect(try await peer.element()[attribute: "to"] == "c@example.org")
            #expect(try await probe.line().contains("iq to a@example.org of 600"))
            #expect(
                try await probe.line().contains(
                    "the message about node 'princely_musings' to b@example.org of 600"))
        }
    }

    @Test func `What is sent without a link is dropped and counted`() async throws {
        let probe = try LinkProbe(to: Endpoint(host: "127.0.0.1", port: 1))
        probe.link.send([Self.message(to: "a@example.org", "1"), Self.message(to: "b", "2")])
        #expect(probe.link.counts.dropped == 2)
    }

    static func request(_ id: Int) -> String {
        "<iq type='get' id='\(id)' from='a@example.org' to='pubsub.example.org'>"
            + "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>"
    }

    static func message(to recipient: String, _ text: String) -> Element {
        Element(
            "message", namespace: Namespaces.component,
            attributes: [("from", "pubsub.example.org"), ("to", recipient)], text: text)
    }
}

/// As `withLink`, with the handshake done and told.
func withConnectedLink(
    limits: LinkLimits = .quick, _ body: (Peer, LinkProbe, FakeServer) async throws -> Void
) async throws {
    try await withLink(limits: limits) { server, probe in
        let peer = try await server.accept()
        try await peer.acceptComponent()
        _ = try await probe.line()
        try await body(peer, probe, server)
    }
}

func withConnectedLink(
    limits: LinkLimits = .quick, _ body: (Peer, LinkProbe) async throws -> Void
) async throws {
    try await withConnectedLink(limits: limits) { peer, probe, _ in try await body(peer, probe) }
}

extension Peer {
    /// The next stanza that the component sends.
    func element() async throws -> Element {
        for await case .element(let element) in events { return element }
        throw Missing(what: "a stanza")
    }
}
