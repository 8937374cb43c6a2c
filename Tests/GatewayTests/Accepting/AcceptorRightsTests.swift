import Fanout
import HTTPTypes
import Journaling
import PubSub
import Testing

@testable import Gateway

/// Who asks without a channel has the rights of who asks with one, and no others.
@Suite struct AcceptorRightsTests {
    private func request(_ target: String, _ method: String = "GET", cursor: String? = nil)
        -> String
    {
        let field = cursor.map { "Last-Event-ID: \($0)\r\n" } ?? ""
        return "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\n\(field)\r\n"
    }

    /// A closed node with an item, which is deleted. Gives the position of that.
    private func deleteClosedNode(_ fixture: RoutesFixture) async throws -> Int64 {
        try await fixture.ask(.create("news", configuration: .accessModel("whitelist")))
        await fixture.publish("secret", id: "1")
        try await fixture.ask(.delete("news"))
        return fixture.journal.head.rawValue
    }

    private func closedGap(first: Int64) -> String {
        #"{"state":"gap","reason":"closed","first":"e-\#(first)"}"#
    }

    @Test(arguments: ["e-0", "e-1", "e-2"])
    func `A cursor goes back no further than its reader's right`(cursor: String) async throws {
        try await RoutesFixture.withFront { fixture, port in
            let deletion = try await deleteClosedNode(fixture)
            await fixture.publish("new", id: "1")
            let client = try LoopbackClient(port: port)
            try await client.send(request("/eventsource/news", cursor: cursor))
            // After the items that do for a gap comes what follows the cursor.
            let events = try await client.read(until: "data: new\n")
            #expect(events.contains(closedGap(first: deletion)))
            #expect(!events.contains("secret"))
        }
    }

    @Test func `A deletion while a gap is filled moves the beginning once more`() async throws {
        let fixture = try RoutesFixture()
        _ = try await deleteClosedNode(fixture)
        await fixture.publish("old", id: "1")
        let request = IncomingRequest(
            .get, "/eventsource/news?wait", authority: "pubsub.example.org",
            fields: [.lastEventID: "e-0"])
        let order = try #require(try fixture.routes.streamOrder(request))
        var opening = try fixture.routes.opening(order)
        #expect(try opening.proceed(await fixture.outcome(of: opening.request)) == nil)
        try await fixture.ask(.delete("news"))
        let deletion = fixture.journal.head.rawValue
        await fixture.publish("new", id: "1")
        #expect(try opening.proceed(await fixture.outcome(of: opening.request)) == nil)
        guard
            case .stream(let stream) = try opening.proceed(
                await fixture.outcome(of: opening.request))
        else {
            Issue.record("no stream")
            return
        }
        let bytes = stream.reader(.socket(-1), head: .sent, framing: .none).preamble
        #expect(String(decoding: bytes, as: UTF8.self).contains(closedGap(first: deletion)))
        #expect(try fixture.texts(of: stream) == ["new"])
    }

    @Test func `A ticket is for its nodes and for once, and a look leaves it`() async throws {
        try await RoutesFixture.withFront { fixture, port in
            await fixture.publish("one", id: "1")
            await fixture.publish("one", id: "1", to: "other")
            func ticket() throws -> String {
                let issued = fixture.routes.access.tickets.issue(
                    for: Identity(requester: .operator, token: "t"),
                    to: TicketPurpose(service: "pubsub.example.org", nodes: ["news"]),
                    at: TokenMint.now)
                return try #require(issued).ticket
            }
            func status(_ request: String, until mark: String) async throws -> Substring {
                let client = try LoopbackClient(port: port)
                try await client.send(request)
                return try await client.read(until: mark).dropFirst(9).prefix(3)
            }
            let good = "/eventsource/news?ticket=\(try ticket())"
            #expect(try await status(request(good, "HEAD"), until: "\r\n\r\n") == "200")
            #expect(try await status(request(good), until: "\"open\"") == "200")
            #expect(try await status(request(good), until: "}\n") == "401")
            let elsewhere = "/eventsource/other?ticket=\(try ticket())"
            #expect(try await status(request(elsewhere), until: "}\n") == "401")
        }
    }
}

extension RoutesFixture {
    func outcome(of request: Request) async -> Result<Outcome, PubSubError> {
        do throws(PubSubError) {
            return .success(try await pipeline.submit(request, maximumBytes: 1 << 20))
        } catch {
            return .failure(error)
        }
    }
}
