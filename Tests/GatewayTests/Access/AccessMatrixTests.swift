import HTTPTypes
import PubSub
import Testing
import XMPP

@testable import Gateway

/// Access model x standing x what is shown x way in: every cell is asked, and compared with the tables
/// here, which say it once more in other words.
@Suite struct AccessMatrixTests {
    static let models = ["open", "whitelist", "authorize"]
    static let standings = [
        "none", "member", "publisher", "publish-only", "owner", "outcast", "subscribed", "pending",
    ]
    /// Who may read, of those with a name.
    private static let readers: [String: Set<String>] = [
        "open": ["none", "member", "publisher", "owner", "subscribed", "pending"],
        "whitelist": ["member", "publisher", "owner"],
        "authorize": ["member", "publisher", "owner", "subscribed"],
    ]

    private enum Shown: String, CaseIterable {
        case nothing, name, grantAndName, grant, grantElsewhere, publishToken
        case expired, wrongKey, unsigned

        func token() async throws -> String? {
            let juliet = "juliet@example.org"
            return switch self {
            case .nothing: nil
            case .name: try await TokenMint.token(sub: juliet)
            case .grantAndName: try await TokenMint.token(sub: juliet, read: ["*"])
            case .grant: try await TokenMint.token(read: ["new*", "second"])
            case .grantElsewhere: try await TokenMint.token(read: ["weather"])
            case .publishToken: RoutesFixture.token
            case .expired: try await TokenMint.token(sub: juliet, read: ["*"], seconds: -1)
            case .wrongKey: try await TokenMint.token(read: ["*"], secret: "x" + TokenMint.secret)
            case .unsigned: "eyJhbGciOiJub25lIn0.eyJleHAiOjI3MDAwMDAwMDB9."
            }
        }
    }

    private enum Way: String, CaseIterable {
        case stream, snapshot, resume, severalNodes, awaited, poll, cookie, ticket

        var target: String {
            switch self {
            case .stream, .resume, .cookie, .ticket: "/eventsource/news"
            case .snapshot: "/eventsource/news?items=5"
            case .severalNodes: "/eventsource?node=second&node=news"
            case .awaited: "/eventsource/news?wait"
            case .poll: "/eventsource/news?poll"
            }
        }
    }

    private static func expected(
        _ model: String, _ standing: String, _ shown: Shown, _ way: Way
    ) -> HTTPResponse.Status {
        switch shown {
        case .expired, .wrongKey, .unsigned: .unauthorized
        case .nothing where way == .ticket: .unauthorized
        // The operator's token has no business in a browser.
        case .publishToken where way == .cookie: .unauthorized
        case .nothing: model == "open" ? .ok : .unauthorized
        case .name: readers[model]?.contains(standing) == true ? .ok : .forbidden
        case .grantAndName: standing == "outcast" ? .forbidden : .ok
        case .grant, .publishToken: .ok
        case .grantElsewhere: model == "open" ? .ok : .forbidden
        }
    }

    private func prepare(_ fixture: RoutesFixture, _ model: String, _ standing: String) async throws
    {
        let juliet = try JID("juliet@example.org")
        let form = DataForm(
            .submit, formType: Namespaces.nodeConfiguration,
            fields: [.init("pubsub#access_model", values: [model])])
        var verbs: [Verb] = [
            .create("news", configuration: form), .create("second", configuration: nil),
        ]
        switch standing {
        case "none", "pending": break
        case "subscribed":
            // On a whitelist, whoever is not on it cannot be subscribed.
            if model != "whitelist" {
                verbs.append(.setSubscriptions("news", [.init(jid: juliet, state: .subscribed)]))
            }
        default:
            let affiliation = try #require(Affiliation(rawValue: standing))
            verbs.append(.setAffiliations("news", [.init(jid: juliet, affiliation: affiliation)]))
        }
        for verb in verbs { try await fixture.ask(verb) }
        if standing == "pending", model == "authorize" {
            try await fixture.ask(.subscribe("news", juliet, options: nil), by: .entity(juliet))
        }
        await fixture.publish("one", id: "1")
    }

    /// How the request is answered.
    private func status(
        _ fixture: RoutesFixture, _ token: String?, _ way: Way
    ) async throws -> HTTPResponse.Status {
        var fields: HTTPFields = [:]
        if let token {
            if way == .cookie {
                fields[.cookie] = "theme=dark; session=\(token)"
            } else {
                fields[.authorization] = "Bearer \(token)"
            }
        }
        var target = way.target
        if way == .ticket {
            let answer = try #require(await fixture.response(.post, "/ticket/news", fields))
            guard answer.status == .ok else { return answer.status }
            target = try #require(answer.ticketURL)
            fields = [:]
        }
        if way == .resume { fields[.lastEventID] = "e-1" }
        switch await fixture.answer(.get, target, fields) {
        case .stream: return .ok
        case .response(let response):
            return response.status
        }
    }

    @Test(arguments: models, standings)
    func `Each cell is as the table has it`(model: String, standing: String) async throws {
        let fixture = try RoutesFixture(
            access: .of(keys: [await TokenMint.key()], cookie: "session"))
        try await prepare(fixture, model, standing)
        for shown in Shown.allCases {
            let token = try await shown.token()
            for way in Way.allCases {
                let status = try await status(fixture, token, way)
                let expected = Self.expected(model, standing, shown, way)
                #expect(status == expected, "\(model), \(standing), \(shown), \(way)")
            }
        }
    }

    @Test(arguments: models, standings)
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
