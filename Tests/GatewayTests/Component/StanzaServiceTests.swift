import Journaling
import Logging
import PubSub
import Testing
import XMPP

@testable import Gateway

/// What a service says to stanzas, over its link to a server of the test's own.
@Suite(.timeLimit(.minutes(1))) struct StanzaServiceTests {
    @Test(arguments: ["type='what'", "type='GET'", "type=''", ""])
    func
        `An iq of a type that there is not is answered, as whoever sent it waits (RFC 6120 §8.2.3)`(
            type: String
        ) async throws
    {
        try await withComponent { peer in
            try await peer.write(
                "<iq \(type) id='odd' from='juliet@example.org/x' to='pubsub.example.org'>"
                    + "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>")
            let answer = try await peer.element()
            #expect(answer.name == "iq")
            #expect(answer[attribute: "type"] == "error")
            #expect(answer[attribute: "id"] == "odd")
            #expect(answer[attribute: "to"] == "juliet@example.org/x")
            #expect(XMLWriter.string(answer).contains("<bad-request"))
        }
    }

    @Test(arguments: ["result", "error"])
    func `Answers are never answered`(type: String) async throws {
        try await withComponent { peer in
            try await peer.write(
                "<iq type='\(type)' id='1' from='juliet@example.org' to='pubsub.example.org'/>"
                    + "<iq type='get' id='2' from='juliet@example.org' to='pubsub.example.org'>"
                    + "<ping xmlns='urn:xmpp:ping'/></iq>")
            #expect(try await peer.element()[attribute: "id"] == "2")
        }
    }

    @Test func `Requests sent ahead are answered in their order, those for items too`() async throws
    {
        try await withComponent { peer in
            let set = { (id: Int, child: String) in
                "<iq type='set' id='\(id)' from='romeo@example.org/x' to='pubsub.example.org'>"
                    + "<pubsub xmlns='http://jabber.org/protocol/pubsub'>\(child)</pubsub></iq>"
            }
            var stanzas = set(0, "<create node='n'/>")
            for id in stride(from: 1, to: 100, by: 3) {
                stanzas += set(
                    id, "<publish node='n'><item id='\(id)'><e xmlns='u'/></item></publish>")
                stanzas += set(id + 1, "<items node='n'/>").replacing("'set'", with: "'get'")
                stanzas += set(id + 2, "<retract node='n'><item id='\(id)'/></retract>")
            }
            try await peer.write(stanzas)
            for id in 0..<100 {
                let answer = try await peer.element()
                #expect(answer[attribute: "id"] == "\(id)")
                #expect(answer[attribute: "type"] == "result")
                guard id % 3 == 2 else { continue }
                #expect(XMLWriter.string(answer).contains("<item id=\"\(id - 1)\">"))
            }
        }
    }

    /// Runs a service with its journal in memory.
    private func withComponent(_ body: (Peer) async throws -> Void) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let server = try await FakeServer.start()
        let pipeline = Pipeline()
        pipeline.start(
            try PipelineState(
                services: ["pubsub.example.org": ServiceSettings(creators: .anyone)],
                journal: MemoryJournal(), outlets: .init(publish: { _ in }, notify: { _, _ in }),
                clock: { Timestamp(milliseconds: 0) }, logger: logger))
        let component = try Component(
            domain: "pubsub.example.org",
            settings: Settings.Component(server: server.endpoint, secret: Secret(Peer.secret)),
            pipeline: pipeline,
            issuer: try await TokenIssuer(
                secret: Secret(String(repeating: "k", count: 32)), lifetime: .seconds(60)),
            logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await component.link.run() }
            let peer = try await server.accept()
            try await peer.acceptComponent()
            try await body(peer)
            group.cancelAll()
        }
        pipeline.close()
        try await server.stop()
    }
}
