import Fanout
import HTTPTypes
import Testing

@testable import Gateway

/// Whose pages may read answers (Fetch §3.3).
@Suite struct CORSTests {
    private static let page = "https://www.example.org"
    private static let stranger = "https://evil.example"
    private static let listed = OriginPolicy(
        origins: .listed([page, "null"]), allowsCredentials: true)

    private func fields(
        _ origin: String?, _ policy: OriginPolicy = listed, to target: String = "/status",
        method: HTTPRequest.Method = .get
    ) async throws -> HTTPFields {
        var fields: HTTPFields = [:]
        fields[.origin] = origin
        let fixture = try RoutesFixture(origins: policy)
        return try #require(await fixture.response(method, target, fields)).fields
    }

    @Test(arguments: [nil, "https://www.example.org", "null"])
    func `By default every page may read every answer, and none with credentials`(
        origin: String?
    ) async throws {
        let fields = try await fields(origin, OriginPolicy())
        #expect(fields[.accessControlAllowOrigin] == "*")
        #expect(fields[.accessControlAllowCredentials] == nil)
        #expect(fields[.vary] == nil)
        #expect(fields[.accessControlExposeHeaders]?.contains("Retry-After") == true)
    }

    @Test(arguments: ["https://www.example.org", "null"])
    func `A listed origin is named in the answer, with credentials`(origin: String) async throws {
        let fields = try await fields(origin)
        #expect(fields[.accessControlAllowOrigin] == origin)
        #expect(fields[.accessControlAllowCredentials] == "true")
        #expect(fields[.vary] == "Origin")
    }

    @Test func `An answer to no page varies with the origin too, or a cache would serve it to one`()
        async throws
    {
        let fields = try await fields(nil)
        #expect(fields[.accessControlAllowOrigin] == nil)
        #expect(fields[.vary] == "Origin")
    }

    @Test(arguments: [
        "https://evil.example", "http://www.example.org", "https://www.example.org:8443",
        "https://www.example.org.evil.example", "https://WWW.example.org", "",
    ])
    func `Any other origin is refused, by an answer that it can read and that names the setting`(
        origin: String
    ) async throws {
        let fixture = try RoutesFixture(origins: Self.listed)
        await fixture.publish("one", id: "1")
        for (method, target) in [
            (HTTPRequest.Method.get, "/eventsource/news"), (.post, "/publish/news?id=2"),
            (.get, "/status"), (.get, "/"),
        ] {
            let response = try #require(
                await fixture.response(
                    method, target,
                    [.origin: origin, .authorization: "Bearer \(RoutesFixture.token)"], body: "x"))
            #expect(response.status == .forbidden)
            #expect(response.body.contains("http.cors.origins"))
            #expect(response.fields[.accessControlAllowOrigin] == origin)
            #expect(response.fields[.accessControlAllowCredentials] == nil)
            #expect(response.fields[.accessControlAllowMethods] == nil)
        }
    }

    @Test func `The preflight of another origin passes, so that its page can read the refusal`()
        async throws
    {
        let fields = try await fields(Self.stranger, to: "/publish/news", method: .options)
        #expect(fields[.accessControlAllowOrigin] == Self.stranger)
        #expect(fields[.accessControlAllowCredentials] == nil)
        #expect(fields[.accessControlAllowHeaders]?.contains("Authorization") == true)
    }

    @Test func `A page that is refused again and again can read that it is to wait`() async throws {
        var limits = Settings.Limits()
        limits.refusalsPerAddress = Rate(count: 1, per: .seconds(3600))
        let fixture = try RoutesFixture(origins: Self.listed, limits: limits)
        for status in [HTTPResponse.Status.forbidden, .tooManyRequests] {
            let response = await fixture.routes.answer(
                IncomingRequest(
                    .get, "/eventsource/news", authority: "pubsub.example.org",
                    fields: [.origin: Self.stranger],
                    peer: NetworkAddress(ipv4: 0xC000_0201)))
            guard case .response(let refusal) = response else {
                Issue.record("no refusal")
                return
            }
            #expect(refusal.status == status)
            #expect(refusal.body.contains("http.cors.origins"))
            #expect(refusal.fields[.accessControlAllowOrigin] == Self.stranger)
        }
    }

    @Test(arguments: ["http://pubsub.example.org:5280", "https://pubsub.example.org:5280"])
    func `Pages that come from the host they ask are never refused`(origin: String) async throws {
        let fixture = try RoutesFixture(origins: Self.listed)
        let response = await fixture.response(
            .get, "/status", host: "pubsub.example.org:5280", [.origin: origin])
        #expect(response?.status == .ok)
    }

    @Test func `A stream's head says who may read it`() async throws {
        let fixture = try RoutesFixture(origins: Self.listed)
        await fixture.publish("one", id: "1")
        guard
            case .stream(let stream) = await fixture.answer(
                .get, "/eventsource/news", [.origin: Self.page])
        else {
            Issue.record("no stream")
            return
        }
        let bytes = stream.reader(.socket(-1), head: .http1, framing: .chunked).preamble
        let head = String(decoding: bytes, as: UTF8.self)
        for line in [
            "Access-Control-Allow-Origin: \(Self.page)", "Access-Control-Allow-Credentials: true",
            "Vary: Origin",
        ] {
            #expect(head.contains("\r\n\(line)\r\n"), "\(line)")
        }
    }

    @Test func `The publish lane says the same as the routes`() async throws {
        try await RoutesFixture.withFront(
            settings: Settings.HTTP(
                listen: [.tcp(Endpoint(host: "127.0.0.1", port: 0))], cors: Self.listed)
        ) { _, port in
            let client = try LoopbackClient(port: port)
            let request = RoutesFixture.publish("news", id: "1") + "Content-Length: 2\r\n"
            try await client.send(request + "Origin: \(Self.page)\r\n\r\nok")
            let allowed = try await client.read(until: "}\n")
            #expect(allowed.contains("201 Created"))
            #expect(allowed.contains("Access-Control-Allow-Origin: \(Self.page)\r\n"))
            #expect(allowed.contains("Vary: Origin\r\n"))
            try await client.send(request + "Origin: \(Self.stranger)\r\n\r\nok")
            let refused = try await client.read(until: "}\n")
            #expect(refused.contains("403 Forbidden"))
            #expect(refused.contains("http.cors.origins"))
        }
    }

    @Test(arguments: [
        ("[\"*\"]", "false", OriginPolicy()),
        (
            "https://A.example:443", "true",
            OriginPolicy(
                origins: .listed(["https://a.example"]), allowsCredentials: true)
        ),
        (
            "[http://a.example:80, \"http://[::1]:8080\", null-origin://x]", "no",
            OriginPolicy(
                origins: .listed(["http://a.example", "http://[::1]:8080", "null-origin://x"]))
        ),
    ])
    func `Origins are configured as browsers write them`(
        origins: String, credentials: String, policy: OriginPolicy
    ) throws {
        let yaml = "http:\n  cors:\n    origins: \(origins)\n    credentials: \(credentials)\n"
        let file = try ConfigurationFile(yaml: yaml, path: "sluice.yaml")
        let loaded = try Settings.load(from: file, flags: [], environment: [:])
        #expect(loaded.settings.http.cors == policy)
    }

    @Test(arguments: [
        ("[www.example.org]", "false", "is not an origin"),
        ("[\"https://a.example/\"]", "false", "without a path"),
        ("[\"https://*.example\"]", "false", "is more than an origin"),
        ("[\"https://\"]", "false", "has no host"),
        ("[\"*\", \"https://a.example\"]", "false", "keep one or the other"),
        ("[\"*\"]", "true", "list them in http.cors.origins"),
        ("[\"null\"]", "true", "any page can take that origin"),
    ])
    func `What is no origin keeps Sluice from starting`(
        origins: String, credentials: String, reason: String
    ) throws {
        let yaml = "http:\n  cors:\n    origins: \(origins)\n    credentials: \(credentials)\n"
        let file = try ConfigurationFile(yaml: yaml, path: "sluice.yaml")
        let error = try #require(throws: ConfigurationError.self) {
            try Settings.load(from: file, flags: [], environment: [:])
        }
        #expect(error.description.contains(reason), "\(error)")
    }
}
