import HTTPTypes
import Logging
import PubSub
import Synchronization
import Testing

@testable import Gateway

/// What somebody is told whose token, cookie or ticket is refused, and what the log is.
@Suite struct RefusalTests {
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    @Test func `Every refusal is the same answer, and a line in the log without what was shown`()
        async throws
    {
        let lines = Lines()
        let logger = Logger(label: "test") { _ in
            LineCollector { line in lines.all.withLock { $0.append(line) } }
        }
        let fixture = try RoutesFixture(
            access: .of(keys: [await TokenMint.key()], cookie: "session", logger: logger))
        await fixture.publish("one", id: "1")
        let good = try await TokenMint.token(sub: "juliet@example.org")
        let parts = good.split(separator: ".")
        let ticket = try #require(
            await fixture.response(
                .post, "/ticket/news", [.authorization: "Bearer \(good)"]
            )?.ticketURL)
        _ = await fixture.answer(.get, ticket)
        let shown: [(String, HTTPFields)] = [
            ("/eventsource/news", [.authorization: "Bearer eyJhbGciOiJub25lIn0.\(parts[1])."]),
            (
                "/eventsource/news",
                [
                    .authorization:
                        "Bearer \(try await TokenMint.token(sub: "a@b", secret: TokenMint.secret + "x"))"
                ]
            ),
            ("/eventsource/news", [.authorization: "Bearer \(parts[0]).e30.\(parts[2])"]),
            (
                "/eventsource/news",
                [.cookie: "session=\(try await TokenMint.token(sub: "a@b", seconds: -1))"]
            ),
            (
                "/eventsource/news",
                [.authorization: "Bearer \(try await TokenMint.token(sub: "a@b", nbf: 60))"]
            ),
            ("/eventsource/news", [.authorization: "Bearer nonsense"]),
            ("/eventsource/news?ticket=nonsense", [:]), (ticket, [:]),
        ]
        var answers: Set<Response> = []
        for (target, fields) in shown {
            answers.insert(try #require(await fixture.response(.get, target, fields)))
        }
        let answer = try #require(answers.first)
        #expect(answers.count == 1)
        #expect(answer.status == .unauthorized)
        #expect(answer.fields[.wwwAuthenticate]?.contains("error=\"invalid_token\"") == true)
        #expect(answer.sentFields(isLast: false)[.referrerPolicy] == "no-referrer")
        let log = lines.all.withLock { $0 }
        #expect(log.count == shown.count)
        for line in log {
            #expect(line.contains("refused"))
            for secret in parts + ["nonsense", ticket.suffix(64)] {
                #expect(!line.contains(String(secret)))
            }
        }
    }

    @Test func `A stale cookie cannot publish, and a good one neither`() async throws {
        let fixture = try RoutesFixture(
            access: .of(keys: [await TokenMint.key()], cookie: "session"))
        let token = try await TokenMint.token(publish: ["*"])
        let response = await fixture.response(
            .post, "/publish/news", [.cookie: "session=\(token)"], body: "x")
        #expect(response?.status == .unauthorized)
    }

    @Test func `A proxy's own scheme of authorization is not ours to refuse`() async throws {
        let fixture = try RoutesFixture()
        await fixture.publish("one", id: "1")
        guard
            case .stream = await fixture.answer(
                .get, "/eventsource/news", [.authorization: "Basic YTpi"])
        else {
            Issue.record("no stream")
            return
        }
    }
}
