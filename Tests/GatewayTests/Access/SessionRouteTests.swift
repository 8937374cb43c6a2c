import Fanout
import HTTPTypes
import Testing

@testable import Gateway

@Suite struct SessionRouteTests {
    private func fixture(cookie: String? = "session") async throws -> RoutesFixture {
        try RoutesFixture(access: .of(keys: [await TokenMint.key()], cookie: cookie))
    }

    @Test func `A session is a cookie that no script sees and no foreign site uses`() async throws {
        let fixture = try await fixture()
        let token = try await TokenMint.token(sub: "juliet@example.org")
        let response = try #require(
            await fixture.response(.post, "/session", [.authorization: "Bearer \(token)"]))
        #expect(response.status == .noContent)
        #expect(
            response.fields[.setCookie]
                == "session=\(token); Path=/; Max-Age=600; Secure; HttpOnly; SameSite=Strict")
        await fixture.publish("one", id: "1")
        guard
            case .stream(let stream) = await fixture.answer(
                .get, "/eventsource/news", [.cookie: "a=b; session=\(token)"])
        else {
            Issue.record("no stream")
            return
        }
        #expect(stream.expiry?.remaining == .seconds(600))
        let ended = await fixture.response(.delete, "/session")
        #expect(ended?.fields[.setCookie]?.hasPrefix("session=; Path=/; Max-Age=0;") == true)
    }

    @Test func `The operator's token and no token make no session`() async throws {
        let fixture = try await fixture()
        let operators = await fixture.response(
            .post, "/session", [.authorization: "Bearer \(RoutesFixture.token)"])
        #expect(operators?.status == .forbidden)
        #expect(await fixture.response(.post, "/session")?.status == .unauthorized)
    }

    @Test func `Where no cookie is configured, the answer names the setting`() async throws {
        let response = try await fixture(cookie: nil).response(.post, "/session")
        #expect(response?.status == .notFound)
        #expect(response?.body.contains("tokens.cookie") == true)
    }
}
