import Fanout
import HTTPTypes
import PubSub
import Testing
import XMPP

@testable import Gateway

/// What a stream is given along of its reader's rights, and what a reader finds who comes back.
@Suite struct StreamRightsTests {
    private func fixture() async throws -> RoutesFixture {
        let fixture = try RoutesFixture(access: .of(keys: [await TokenMint.key()]))
        await fixture.publish("one", id: "1")
        return fixture
    }

    @Test func `A named reader's stream knows its standing and its end, another's neither`()
        async throws
    {
        let fixture = try await fixture()
        let token = try await TokenMint.token(sub: "juliet@example.org")
        guard
            case .stream(let named) = await fixture.answer(
                .get, "/eventsource/news", [.authorization: "Bearer \(token)"]),
            case .stream(let nameless) = await fixture.answer(.get, "/eventsource/news")
        else {
            Issue.record("no stream")
            return
        }
        let reader = named.reader(.socket(-1), head: .http1, framing: .chunked)
        #expect(reader.standings.map(\.node) == ["news"])
        #expect(reader.expiry?.moment.milliseconds == TokenMint.now.milliseconds + 600_000)
        let other = nameless.reader(.socket(-1), head: .http1, framing: .chunked)
        #expect(other.standings.isEmpty && other.expiry == nil)
    }

    @Test(arguments: [(600.0, 60_000), (180, 60_000), (30, 10_000), (3, 1000)])
    func `A stream is warned at the end of its time, however short that is`(
        seconds: Double, notice: Int
    ) async throws {
        let token = try await TokenMint.token(sub: "juliet@example.org", seconds: seconds)
        guard
            case .stream(let stream) = try await fixture().answer(
                .get, "/eventsource/news", [.authorization: "Bearer \(token)"])
        else {
            Issue.record("no stream")
            return
        }
        #expect(stream.expiry?.notice == .milliseconds(notice))
    }

    @Test func `Who comes back to a node that has gone is sent away quietly, others are told`()
        async throws
    {
        let fixture = try await fixture()
        try await fixture.ask(.delete("news"))
        let fields: HTTPFields = [.lastEventID: "e-1"]
        let back = await fixture.response(.get, "/eventsource/news", fields)
        #expect(back?.status == .noContent)
        #expect(back?.sentFields(isLast: false)[.contentLength] == nil)
        #expect(await fixture.response(.get, "/eventsource/news")?.status == .notFound)
        await fixture.publish("one", id: "1", to: "other")
        let several = "/eventsource?node=other&node=news"
        #expect(await fixture.response(.get, several, fields)?.status == .notFound)
    }

    @Test func `Who comes back without the right it had is told why`() async throws {
        let fixture = try await fixture()
        let token = try await TokenMint.token(sub: "juliet@example.org")
        let juliet = try JID("juliet@example.org")
        try await fixture.ask(
            .setAffiliations("news", [.init(jid: juliet, affiliation: .outcast)]))
        let back = await fixture.response(
            .get, "/eventsource/news", [.authorization: "Bearer \(token)", .lastEventID: "e-1"])
        #expect(back?.status == .forbidden)
    }

    @Test func `A ticket's URL keeps the rest of the query, for one node and for several`()
        async throws
    {
        let fixture = try await fixture()
        let fields: HTTPFields = [
            .authorization: "Bearer \(try await TokenMint.token(sub: "juliet@example.org"))"
        ]
        for (asked, expected) in [
            ("/ticket/news?items=3", "/eventsource/news?items=3&ticket="),
            ("/ticket?node=a%26b&node=news", "/eventsource?node=a%26b&node=news&ticket="),
            ("/ticket/a%20b", "/eventsource/a%20b?ticket="),
        ] {
            let response = await fixture.response(.post, asked, fields)
            #expect(response?.body.contains("\"url\":\"\(expected)") == true, "\(asked)")
            #expect(response?.fields[.cacheControl] == "no-store")
        }
        for wrong in ["/ticket", "/ticket/news?format=zz", "/ticket/news?node=other"] {
            #expect(await fixture.response(.post, wrong, fields)?.status == .badRequest, "\(wrong)")
        }
        #expect(await fixture.response(.post, "/ticket/news")?.status == .unauthorized)
    }

    @Test func `A ticket opens the nodes that it was asked for alone, and the operator gets none`()
        async throws
    {
        let fixture = try await fixture()
        await fixture.publish("one", id: "1", to: "other")
        let token = try await TokenMint.token(sub: "juliet@example.org")
        func ticket(_ target: String) async throws -> String {
            let response = await fixture.response(
                .post, target, [.authorization: "Bearer \(token)"])
            return try #require(response?.ticketURL)
        }
        let news = try await ticket("/ticket/news")
        let elsewhere = news.replacing("/news", with: "/other")
        #expect(await fixture.response(.get, elsewhere)?.status == .unauthorized)
        // Tried in vain, it is used.
        #expect(await fixture.response(.get, news)?.status == .unauthorized)
        let both = try await ticket("/ticket?node=other&node=news")
        #expect(
            await fixture.response(.get, both.replacing("node=other&", with: ""))?.status
                == .unauthorized)
        let refused = await fixture.response(
            .post, "/ticket/news", [.authorization: "Bearer \(RoutesFixture.token)"])
        #expect(refused?.status == .forbidden)
        #expect(refused?.body.contains("needs a JWT") == true)
    }

    @Test func `A cookie may be in quotes`() async throws {
        let fixture = try RoutesFixture(
            access: .of(keys: [await TokenMint.key()], cookie: "session"))
        await fixture.publish("one", id: "1")
        let token = try await TokenMint.token(sub: "juliet@example.org")
        for (value, isTaken) in [
            ("\"\(token)\"", true), (token, true), ("\"\(token)", false), ("\"", false),
        ] {
            let answer = await fixture.answer(
                .get, "/eventsource/news", [.cookie: "theme=dark; session=\(value)"])
            if case .stream = answer { #expect(isTaken) } else { #expect(!isTaken) }
        }
    }

    @Test func `A look by HEAD leaves the ticket for the stream`() async throws {
        let fixture = try await fixture()
        let token = try await TokenMint.token(sub: "juliet@example.org")
        let answer = await fixture.response(
            .post, "/ticket/news", [.authorization: "Bearer \(token)"])
        let url = try #require(answer?.ticketURL)
        for method in [HTTPRequest.Method.head, .head, .get] {
            guard case .stream = await fixture.answer(method, url) else {
                Issue.record("\(method) is refused")
                return
            }
        }
        #expect(await fixture.response(.head, url)?.status == .unauthorized)
    }
}

extension RoutesFixture {
    /// Asks the service, as its operator where nobody is named.
    func ask(_ verb: Verb, by requester: PubSub.Requester = .operator) async throws {
        _ = try await pipeline.submit(
            PubSub.Request(service: "pubsub.example.org", requester: requester, verb: verb))
    }
}

extension Response {
    /// The URL that a ticket is in.
    var ticketURL: String? {
        guard let begin = body.firstRange(of: "\"url\":\"") else { return nil }
        return String(body[begin.upperBound...].prefix { $0 != "\"" })
    }
}
