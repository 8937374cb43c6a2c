import HTTPTypes
import Testing

@testable import Gateway

@Suite struct PublishRouteTests {
    private static let authorized: HTTPFields = [
        .authorization: "Bearer \(RoutesFixture.token)", .contentType: "application/json",
    ]

    @Test func `An item is created, named in the answer, and can be taken back there`() async throws
    {
        let fixture = try RoutesFixture()
        let created = try #require(
            await fixture.response(.post, "/publish/a%20b/c?id=%C3%A9", Self.authorized, body: "{}")
        )
        #expect(created.status == .created)
        #expect(created.body == "{\"node\":\"a b/c\",\"id\":\"é\"}\n")
        let location = try #require(created.fields[.location])
        #expect(location == "/publish/a%20b/c?id=%C3%A9")
        #expect(await fixture.response(.delete, location, Self.authorized)?.status == .noContent)
        #expect(await fixture.response(.delete, location, Self.authorized)?.status == .notFound)
    }

    @Test func `Without an id the service makes one`() async throws {
        let fixture = try RoutesFixture()
        var ids: Set<String> = []
        for _ in 0..<2 {
            let created = await fixture.response(.post, "/publish/a", Self.authorized, body: "1")
            ids.insert(created?.body ?? "")
        }
        #expect(ids.count == 2)
    }

    @Test(arguments: [HTTPRequest.Method.put, .delete])
    func `PUT and DELETE need an id`(method: HTTPRequest.Method) async throws {
        let response = try await RoutesFixture().response(
            method, "/publish/a", Self.authorized, body: "1")
        #expect(response?.status == .badRequest)
        #expect(response?.body.contains("?id=ITEM") == true)
    }

    @Test(arguments: [nil, "Bearer wrong", "Basic YTpi"])
    func `Who does not show the token is told where it is`(authorization: String?) async throws {
        var fields: HTTPFields = [:]
        fields[.authorization] = authorization
        let response = try #require(
            try await RoutesFixture().response(.post, "/publish/a", fields, body: "1"))
        #expect(response.status == .unauthorized)
        #expect(response.fields[.wwwAuthenticate]?.hasPrefix("Bearer realm=") == true)
        #expect(response.body.contains("publish-token"))
    }

    @Test(arguments: [(HTTPRequest.Method.post, "/publish/a"), (.post, "/ticket/a")])
    func `Who shows a token by another scheme is told which one is expected`(
        method: HTTPRequest.Method, target: String
    ) async throws {
        for shown in ["Basic YTpi", RoutesFixture.token] {
            let response = try #require(
                try await RoutesFixture().response(method, target, [.authorization: shown]))
            #expect(response.status == .unauthorized)
            #expect(response.body.contains("wrong-scheme"))
            #expect(response.body.contains("Authorization: Bearer TOKEN"))
            #expect(!response.body.contains(shown))
        }
    }

    @Test func `A body or a payload over the limit is refused with the limit`() async throws {
        let fixture = try RoutesFixture()
        for (count, limit) in [(3000, "2000"), (1500, "1000")] {
            let body = "\"" + String(repeating: "a", count: count) + "\""
            let response = await fixture.response(.post, "/publish/a", Self.authorized, body: body)
            #expect(response?.status == .contentTooLarge)
            #expect(response?.body.contains("\(limit) bytes") == true)
            #expect(response?.body.contains(#""setting":"services.maximum_payload""#) == true)
        }
        var declared = Self.authorized
        declared[.contentLength] = "99999999"
        let early = await fixture.response(.post, "/publish/a", declared, body: "1")
        #expect(early?.status == .contentTooLarge)
    }

    @Test(arguments: [
        ("/publish", HTTPResponse.Status.badRequest), ("/publish/", .badRequest),
        ("/publish/%00", .unprocessableContent), ("/publish/a?id=%07", .unprocessableContent),
        ("/publish/%ff", .badRequest),
    ])
    func `A node or an id that cannot be is refused`(
        target: String, status: HTTPResponse.Status
    ) async throws {
        let response = try await RoutesFixture().response(.post, target, Self.authorized, body: "1")
        #expect(response?.status == status)
    }

    @Test func `A name that a path cannot hold stands in the query`() async throws {
        let fixture = try RoutesFixture()
        let created = try #require(
            await fixture.response(
                .post, "/publish?node=a/../b&id=1", Self.authorized, body: "{}"))
        #expect(created.status == .created)
        #expect(created.fields[.location] == "/publish?node=a/../b&id=1")
        let two = await fixture.response(
            .post, "/publish?node=a&node=b", Self.authorized, body: "{}")
        #expect(two?.status == .badRequest)
    }
}
