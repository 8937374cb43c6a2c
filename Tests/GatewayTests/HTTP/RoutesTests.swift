import HTTPTypes
import JSONText
import Testing

@testable import Gateway

@Suite struct RoutesTests {
    @Test(arguments: ["/nothing", "/eventsourced/a", "/status/x", "//", "/publisher", "", "*"])
    func `A path that is none of ours is not found, and the problem says what there is`(
        target: String
    ) async throws {
        let response = try #require(try await RoutesFixture().response(.get, target))
        #expect(response.status == .notFound)
        #expect(response.fields[.contentType] == "application/problem+json")
        for path in [
            "/eventsource/NODE", "/publish/NODE", "/ticket/NODE", "/session", "/status", "/health",
        ] {
            #expect(response.body.contains(path))
        }
    }

    @Test(arguments: [
        (HTTPRequest.Method.post, "/eventsource/a", "GET, HEAD, OPTIONS"),
        (.delete, "/", "GET, HEAD, OPTIONS"),
        (.put, "/status", "GET, HEAD, OPTIONS"),
        (.get, "/publish/a", "POST, PUT, DELETE, OPTIONS"),
    ])
    func `A wrong method is refused with the right ones`(
        method: HTTPRequest.Method, target: String, allowed: String
    ) async throws {
        let response = try #require(try await RoutesFixture().response(method, target))
        #expect(response.status == .methodNotAllowed)
        #expect(response.fields[.allow] == allowed)
    }

    @Test(arguments: ["/", "/status", "/eventsource/a", "/publish/a"])
    func `A preflight is allowed every header that the polyfills send`(target: String) async throws
    {
        let fields: HTTPFields = [
            .origin: "http://elsewhere.example", .accessControlRequestMethod: "GET",
        ]
        let response = try #require(
            try await RoutesFixture().response(.options, target, host: "unknown.example", fields))
        #expect(response.status == .noContent)
        #expect(response.fields[.accessControlAllowOrigin] == "*")
        let allowed = response.fields[.accessControlAllowHeaders] ?? ""
        for name in [
            "Last-Event-ID", "Cache-Control", "X-Requested-With", "Authorization", "Content-Type",
        ] {
            #expect(allowed.contains(name))
        }
    }

    @Test func `Pages of every origin can read refusals too`() async throws {
        let response = try #require(try await RoutesFixture().response(.get, "/nothing"))
        #expect(response.fields[.accessControlAllowOrigin] == "*")
    }

    @Test(arguments: ["/eventsource/a", "/publish/a"])
    func `The host picks the service, and an unknown one is told the known ones`(
        target: String
    ) async throws {
        let method = target == "/publish/a" ? HTTPRequest.Method.post : .get
        let response = try #require(
            try await RoutesFixture().response(method, target, host: "other.example"))
        #expect(response.status == .notFound)
        #expect(response.body.contains("pubsub.example.org"))
    }

    @Test func `The status is an object of hosts and their parts`() async throws {
        let response = try #require(try await RoutesFixture().response(.get, "/status"))
        #expect(response.status == .ok)
        #expect(response.fields[.contentType] == "application/json")
        #expect(throws: Never.self) { try JSONSyntax.check(response.body) }
        #expect(response.body.hasPrefix(#"{"healthy":true,"problems":[""#))
        #expect(
            response.body.contains(#""*":{"sluice":{"type":"core","message":"Sluice 1.2.3""#))
        #expect(response.body.contains(#""pubsub.example.org":{"component":{"type":"warn""#))
    }

    @Test func `The page may load nothing but its own script, style and streams`() async throws {
        let response = try #require(try await RoutesFixture().response(.get, "/"))
        #expect(response.status == .ok)
        #expect(response.fields[.contentType] == "text/html; charset=utf-8")
        let policy = response.fields[.contentSecurityPolicy] ?? ""
        #expect(policy.hasPrefix("default-src 'none'; connect-src 'self'"))
        #expect(!policy.contains("unsafe"))
        #expect(!response.body.contains("innerHTML"))
    }
}
