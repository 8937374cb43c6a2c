import Fanout
import HTTPTypes
import Journaling
import PubSub
import Testing
import XMPP

@testable import Gateway

/// Access model x standing x history x what is shown x way in: every cell is asked, and what comes is
/// compared with the tables of `AccessMatrix`.
@Suite struct AccessMatrixTests {
    private typealias Shown = AccessMatrix.Shown
    private typealias Way = AccessMatrix.Way

    /// Gives the cursor of a reader that has everything but the last item.
    @discardableResult
    private func prepare(
        _ fixture: RoutesFixture, _ model: String, _ standing: String,
        _ history: AccessMatrix.History = .always
    ) async throws -> String {
        try await fixture.ask(.create("second", configuration: nil))
        await fixture.publish("second", id: "1", to: "second")
        switch history {
        case .always:
            try await fixture.ask(.create("news", configuration: .accessModel(model)))
        case .closedBefore:
            let before = model == "whitelist" ? "authorize" : "whitelist"
            try await fixture.ask(.create("news", configuration: .accessModel(before)))
            await fixture.publish("secret", id: "secret")
            await fixture.publish("kept", id: "kept")
            try await fixture.ask(.retract("news", ["secret"], notify: .configured))
            try await fixture.ask(.configure("news", .accessModel(model)))
        case .madeAnew:
            try await fixture.ask(.create("news", configuration: .accessModel("whitelist")))
            await fixture.publish("old", id: "old")
            try await fixture.ask(.delete("news"))
            try await fixture.ask(.create("news", configuration: .accessModel(model)))
        }
        try await give(standing, model, fixture)
        let cursor = "e-\(fixture.journal.head.rawValue)"
        await fixture.publish("one", id: "1")
        return cursor
    }

    private func give(_ standing: String, _ model: String, _ fixture: RoutesFixture) async throws {
        let juliet = try JID("juliet@example.org")
        switch standing {
        case "none": break
        case "pending":
            guard model == "authorize" else { return }
            try await fixture.ask(.subscribe("news", juliet, options: nil), by: .entity(juliet))
        case "subscribed":
            // On a whitelist, whoever is not on it cannot be subscribed.
            guard model != "whitelist" else { return }
            try await fixture.ask(
                .setSubscriptions("news", [.init(jid: juliet, state: .subscribed)]))
        default:
            let affiliation = try #require(Affiliation(rawValue: standing))
            try await fixture.ask(
                .setAffiliations("news", [.init(jid: juliet, affiliation: affiliation)]))
        }
    }

    /// How the request is answered, and where it is a stream, what that delivers.
    private func answer(
        _ fixture: RoutesFixture, _ token: String?, _ way: Way, cursor: String
    ) async throws -> (status: HTTPResponse.Status, texts: [String]) {
        var fields: HTTPFields = [:]
        if let token {
            if way == .cookie {
                fields[.cookie] = "theme=dark; session=\(token)"
            } else {
                fields[.authorization] = "Bearer \(token)"
            }
        }
        var target = way.target
        if way.hasTicket {
            let answer = try #require(await fixture.response(.post, "/ticket/news", fields))
            guard answer.status == .ok else { return (answer.status, []) }
            target = try #require(answer.ticketURL)
            fields = [:]
        }
        if way == .resume || way == .pollOn { fields[.lastEventID] = cursor }
        if way.isForged { fields[.lastEventID] = "e-0" }
        switch await fixture.answer(.get, target, fields) {
        case .stream(let stream): return (.ok, try fixture.texts(of: stream))
        case .response(let response): return (response.status, [])
        }
    }

    @Test(arguments: AccessMatrix.models, AccessMatrix.standings)
    func `Each cell is as the table has it, and delivers what the table has`(
        model: String, standing: String
    ) async throws {
        for history in AccessMatrix.History.allCases {
            let fixture = try RoutesFixture(
                access: .of(keys: [await TokenMint.key()], cookie: "session"))
            let cursor = try await prepare(fixture, model, standing, history)
            for shown in Shown.allCases {
                let token = try await shown.token()
                for way in Way.allCases {
                    let answer = try await answer(fixture, token, way, cursor: cursor)
                    let cell: Comment = "\(model), \(standing), \(history), \(shown), \(way)"
                    let expected = AccessMatrix.status(model, standing, shown, way)
                    #expect(answer.status == expected, cell)
                    guard answer.status == .ok else { continue }
                    #expect(
                        answer.texts == AccessMatrix.texts(history, standing, shown, way), cell)
                }
            }
        }
    }

    @Test(arguments: AccessMatrix.models, AccessMatrix.standings)
    func `Publishing needs a publisher, a grant, or the operator`(
        model: String, standing: String
    ) async throws {
        let fixture = try RoutesFixture(access: .of(keys: [await TokenMint.key()]))
        try await prepare(fixture, model, standing)
        let isPublisher = ["publisher", "publish-only", "owner"].contains(standing)
        let cells: [(String, String?, Bool)] = [
            ("nothing", nil, false),
            ("a name", try await TokenMint.token(sub: "juliet@example.org"), isPublisher),
            (
                "a grant and a name",
                try await TokenMint.token(sub: "juliet@example.org", publish: ["news"]),
                standing != "outcast"
            ),
            ("a grant", try await TokenMint.token(publish: ["n*s"]), true),
            (
                "a grant to read", try await TokenMint.token(read: ["*"]), false
            ),
            ("the publish token", RoutesFixture.token, true),
        ]
        for (shown, token, isAllowed) in cells {
            var fields: HTTPFields = [.contentType: "text/plain"]
            if let token { fields[.authorization] = "Bearer \(token)" }
            let response = await fixture.response(.post, "/publish/news", fields, body: "two")
            let refusal: HTTPResponse.Status = token == nil ? .unauthorized : .forbidden
            #expect(
                response?.status == (isAllowed ? .created : refusal),
                "\(model), \(standing), \(shown)")
        }
    }
}
