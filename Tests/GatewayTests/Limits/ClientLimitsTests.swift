import Fanout
import HTTPTypes
import Testing

@testable import Gateway

/// What clients may have, on real sockets of one address.
@Suite(.serialized) struct ClientLimitsTests {
    private static func follow(_ node: String, _ fields: String = "") -> String {
        "GET /eventsource/\(node) HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n"
    }

    private func open(_ port: Int, _ node: String, _ fields: String = "") async throws -> (
        client: LoopbackClient, answer: String
    ) {
        let client = try LoopbackClient(port: port)
        try await client.send(Self.follow(node, fields))
        let answer = try await client.read(until: { $0.contains("\"open\"") || $0.contains("}\n") })
        return (client, answer)
    }

    @Test func `A client has so many streams, and room again when one of them ends`() async throws {
        var limits = Settings.Limits()
        limits.streamsPerAddress = 2
        try await RoutesFixture.withFront(clients: limits) { fixture, port in
            await fixture.publish("first", id: "0")
            var first: LoopbackClient? = try await open(port, "news").client
            let second = try await open(port, "news")
            let third = try await open(port, "news")
            #expect(second.answer.contains(" 200 OK\r\n"))
            #expect(third.answer.contains(" 429 Too Many Requests\r\n"))
            #expect(third.answer.contains("Retry-After: "))
            #expect(third.answer.contains(#""setting":"limits.streams_per_address""#))
            #expect(third.answer.contains("Access-Control-Allow-Origin: *\r\n"))
            #expect(fixture.admission.openStreams == 2)
            withExtendedLifetime(first) {}
            first = nil
            #expect(await fixture.waits { $0.admission.openStreams == 1 })
            #expect(try await open(port, "news").answer.contains(" 200 OK\r\n"))
            let status = try #require(await fixture.response(.get, "/status"))
            #expect(status.status == .ok)
        }
    }

    @Test func `A node has so many readers`() async throws {
        var limits = Settings.Limits()
        limits.streamsPerNode = 1
        try await RoutesFixture.withFront(clients: limits) { fixture, port in
            for node in ["a", "b"] { await fixture.publish("first", id: "0", to: node) }
            let first = try await open(port, "a")
            let second = try await open(port, "a")
            let other = try await open(port, "b")
            #expect(first.answer.contains(" 200 OK\r\n"))
            #expect(second.answer.contains(" 503 "))
            #expect(second.answer.contains("limits.streams_per_node"))
            #expect(other.answer.contains(" 200 OK\r\n"))
        }
    }

    @Test func `A client that asks for ever for what is refused is told to wait`() async throws {
        var limits = Settings.Limits()
        limits.refusalsPerAddress = Rate(count: 3, per: .seconds(3600))
        try await RoutesFixture.withFront(clients: limits) { fixture, port in
            await fixture.publish("first", id: "0")
            for _ in 0..<3 {
                #expect(try await open(port, "nothing").answer.contains(" 404 Not Found\r\n"))
            }
            let answer = try await open(port, "nothing").answer
            #expect(answer.contains(" 429 Too Many Requests\r\n"))
            #expect(answer.contains("Retry-After: 1200\r\n"))
            #expect(answer.contains("limits.refusals_per_address"))
            #expect(answer.contains("There is no node 'nothing'"))
            #expect(try await open(port, "news").answer.contains(" 200 OK\r\n"))
        }
    }

    @Test func `A rate of streams, tickets and sessions and one of items are kept`() async throws {
        var limits = Settings.Limits()
        limits.opensPerAddress = Rate(count: 1, per: .seconds(3600))
        limits.publishesPerAddress = Rate(count: 1, per: .seconds(3600))
        try await RoutesFixture.withFront(clients: limits) { fixture, port in
            await fixture.publish("first", id: "0")
            #expect(try await open(port, "news").answer.contains(" 200 OK\r\n"))
            #expect(try await open(port, "news").answer.contains("limits.opens_per_address"))
            let client = try LoopbackClient(port: port)
            for path in ["/ticket/news", "/session"] {
                try await client.send("POST \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
                let refused = try await client.read(until: "}\n")
                #expect(refused.contains(" 429 "))
                #expect(refused.contains("limits.opens_per_address"))
            }
            let item = RoutesFixture.publish("news", id: "1") + "Content-Length: 2\r\n\r\nok"
            try await client.send(item)
            #expect(try await client.read(until: "}\n").contains(" 201 "))
            try await client.send(item)
            let refused = try await client.read(until: "}\n")
            #expect(refused.contains(" 429 "))
            #expect(refused.contains("limits.publishes_per_address"))
        }
    }

    @Test func `Who is over its rate is told so before its token is looked at`() async throws {
        var limits = Settings.Limits()
        limits.publishesPerAddress = Rate(count: 1, per: .seconds(3600))
        try await RoutesFixture.withFront(clients: limits) { _, port in
            let client = try LoopbackClient(port: port)
            let wrong =
                "POST /publish/news HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer a.b.c\r\n"
                + "Content-Length: 0\r\n\r\n"
            try await client.send(wrong)
            #expect(try await client.read(until: "}\n").contains(" 401 "))
            for request in [
                wrong, RoutesFixture.publish("news", id: "1") + "Content-Length: 2\r\n\r\nok",
            ] {
                try await client.send(request)
                #expect(try await client.read(until: "}\n").contains(" 429 "))
            }
        }
    }

    @Test(arguments: ["GET /status HT", "POST /publish/news HTTP/1.1\r\nHost: localhost\r\n"])
    func `Requests that are never finished keep nobody out`(begun: String) async throws {
        var limits = HTTPLimits()
        limits.maximumConnections = 8
        try await RoutesFixture.withFront(limits: limits) { fixture, port in
            var slow: [LoopbackClient] = []
            for _ in 0..<12 {
                let client = try LoopbackClient(port: port)
                try await client.send(begun)
                slow.append(client)
                let quick = try LoopbackClient(port: port)
                try await quick.send("GET /status HTTP/1.1\r\nHost: localhost\r\n\r\n")
                #expect(try await quick.read(until: "}\n").contains(" 200 OK\r\n"))
            }
            let shed = fixture.admission.status.figures.filter { $0.name == "connections_shed" }
            #expect(shed.count == 1 && shed != [.init("connections_shed", 0)])
            withExtendedLifetime(slow) {}
        }
    }

    @Test func `Behind a trusted proxy the client is who the proxy says`() async throws {
        var limits = Settings.Limits()
        limits.streamsPerAddress = 1
        let proxies = TrustedProxies(networks: [Network("127.0.0.0/8")].compactMap { $0 })
        let http = Settings.HTTP(
            listen: [.tcp(Endpoint(host: "127.0.0.1", port: 0))], proxies: proxies)
        try await RoutesFixture.withFront(settings: http, clients: limits) { fixture, port in
            await fixture.publish("first", id: "0")
            let one = try await open(port, "news", "X-Forwarded-For: 192.0.2.1\r\n")
            let same = try await open(port, "news", "X-Forwarded-For: 8.8.8.8, 192.0.2.1\r\n")
            let other = try await open(port, "news", "X-Forwarded-For: 192.0.2.2\r\n")
            #expect(one.answer.contains(" 200 OK\r\n"))
            #expect(same.answer.contains(" 429 "))
            #expect(other.answer.contains(" 200 OK\r\n"))
        }
        try await RoutesFixture.withFront(clients: limits) { fixture, port in
            await fixture.publish("first", id: "0")
            let one = try await open(port, "news", "X-Forwarded-For: 192.0.2.1\r\n")
            let other = try await open(port, "news", "X-Forwarded-For: 192.0.2.2\r\n")
            #expect(one.answer.contains(" 200 OK\r\n"))
            #expect(other.answer.contains(" 429 "))
        }
    }
}

extension RoutesFixture {
    /// Waits for a condition that nobody announces, and returns whether it came to be.
    func waits(until condition: (RoutesFixture) -> Bool) async -> Bool {
        for _ in 0..<4000 {
            if condition(self) { return true }
            try? await Task.sleep(for: .milliseconds(5))
        }
        return condition(self)
    }
}
