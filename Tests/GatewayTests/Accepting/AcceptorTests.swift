import Fanout
import Testing

@testable import Gateway

/// The streams that open without a channel are those that open with one, and so are the refusals.
@Suite struct AcceptorTests {
    private static let bearer = "Authorization: Bearer \(RoutesFixture.token)"

    /// What follows `GET /eventsource`, and fields.
    static let requests: [(target: String, fields: [String])] = [
        ("/news", []),
        ("/news?items=2", []),
        ("/news?items=1&format=json&padding=true", []),
        ("/news?format=payload", ["Accept: text/event-stream", "User-Agent: test"]),
        ("?node=news&node=other", []),
        ("?node=other&node=news&items=3", ["Connection: close"]),
        ("/news?wait&node=absent", []),
        ("/absent?wait=1", []),
        ("/news?poll", []),
        ("/news?poll=1&padding=true&lastEventId=e-1", []),
        // Cursors: at the head, before it, of another journal, beyond the head, and none at all.
        ("/news", ["Last-Event-ID: e-4"]),
        ("/news?lastEventId=e-2", []),
        ("/news?lastEventId=e-4", ["Last-Event-ID: e-2"]),
        ("/news", ["last-event-id: other-2"]),
        ("/news", ["Last-Event-ID: e-9000"]),
        ("/news", ["Last-Event-ID: nonsense"]),
        ("/news", ["Last-Event-ID:"]),
        ("/news", ["Last-Event-ID: e-2", "Last-Event-ID: e-3"]),
        // Who asks.
        ("/news", ["Origin: https://pages.example.org"]),
        ("/news", ["Origin: https://others.example.org"]),
        ("/news", ["Origin: null"]),
        ("/news", ["ORIGIN: https://pages.example.org", "Cookie: a=b; c=d", bearer]),
        ("/news", [bearer]),
        ("/news", ["Authorization: Bearer wrong"]),
        ("/news", ["Authorization: Bearer a.b.c"]),
        ("/news", ["Authorization: Basic YTpi"]),
        ("/news?ticket=wrong", []),
        // What is refused.
        ("/absent", []),
        ("/absent", ["Last-Event-ID: e-1"]),
        ("/news?format=html", []),
        ("/news?items=-1", []),
        ("/%FF", []),
        ("/", []),
        ("", []),
        ("s/news", []),
        ("/news?\((0...100).map { "node=\($0)" }.joined(separator: "&"))", []),
        // Odd, and allowed.
        ("//news", []),
        ("/news?", ["X-Empty:", "X-Forwarded-For: 192.0.2.1"]),
        ("/n%65ws#fragment", []),
    ]

    private static let settings: Settings.HTTP = {
        var settings = Settings.HTTP(listen: [.tcp(Endpoint(host: "127.0.0.1", port: 0))])
        settings.cors.origins = .listed(["https://pages.example.org"])
        return settings
    }()

    /// The whole of a short response, or a stream up to where it is live.
    @Sendable private static func isWhole(_ text: String) -> Bool {
        guard let end = text.firstRange(of: "\r\n\r\n") else { return false }
        let (head, body) = (text[..<end.lowerBound], text[end.upperBound...])
        if head.hasPrefix("HTTP/1.1 204 ") { return true }
        for line in head.split(separator: "\r\n") where line.hasPrefix("Content-Length: ") {
            return body.utf8.count >= Int(line.dropFirst(16)) ?? 0
        }
        return liveEnd(text) != nil
    }

    /// Where the event ends that says that a stream is live. What follows comes when it comes.
    private static func liveEnd(_ text: String) -> String.Index? {
        let states = ["open", "resumed"].compactMap { text.firstRange(of: "{\"state\":\"\($0)\"") }
        guard let state = states.first else { return nil }
        return text[state.upperBound...].firstRange(of: "\n\n")?.upperBound
    }

    private func comparable(_ text: String) -> [Substring] {
        text[..<(Self.liveEnd(text) ?? text.endIndex)].split(
            separator: "\r\n", omittingEmptySubsequences: false
        )
        .filter { !$0.hasPrefix("Date: ") }
    }

    @Test(arguments: requests.indices, ["HTTP/1.1", "HTTP/1.0"])
    func `A request has the same answer with a channel and without`(
        index: Int, version: String
    ) async throws {
        let (target, fields) = Self.requests[index]
        let request =
            (["GET /eventsource\(target) \(version)", "Host: localhost"] + fields)
            .map { $0 + "\r\n" }.joined() + "\r\n"
        #expect(isPlain(request))
        try await RoutesFixture.withFront(settings: Self.settings) { fixture, port in
            for id in ["1", "2"] { await fixture.publish("text \(id)", id: id) }
            await fixture.publish("elsewhere", id: "3", to: "other")
            let (direct, indirect) = (
                try LoopbackClient(port: port), try LoopbackClient(port: port)
            )
            try await direct.send(request)
            let isPoll = target.contains("?poll")
            let isWhole = { @Sendable in !isPoll && Self.isWhole($0) }
            let answer = try await direct.read(until: isWhole)
            // The connection of a request that is for no stream stays with NIO.
            try await indirect.send("GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n")
            _ = try await indirect.read(until: "}\n")
            try await indirect.send(request)
            let expected = try await indirect.read(until: isWhole)
            #expect(comparable(answer) == comparable(expected))
            #expect(answer.hasPrefix("HTTP/1.1 "))
        }
    }

    /// Whether the request is read without a channel. The reader is not to change its thread.
    private func isPlain(_ request: String) -> Bool {
        let reader = HeadReader(limits: HTTPLimits())
        return Array(request.utf8).withUnsafeBytes { reader.read($0, from: nil) } != nil
    }

    private static let request = "GET /eventsource/news HTTP/1.1\r\nHost: localhost\r\n\r\n"

    @Test(arguments: [1, 2, 5, 40])
    func `A request in pieces opens its stream all the same`(size: Int) async throws {
        try await RoutesFixture.withFront { fixture, port in
            await fixture.publish("first", id: "0")
            let client = try LoopbackClient(port: port)
            var rest = Self.request[...]
            while !rest.isEmpty {
                try await client.send(String(rest.prefix(size)))
                rest = rest.dropFirst(size)
            }
            _ = try await client.read(until: "{\"state\":\"open\"}\n\n\r\n")
            await fixture.publish("live", id: "1")
            #expect(try await client.read(until: "\n\n\r\n").contains("data: live\n"))
        }
    }

    @Test func `What is sent behind the request is nothing to a stream`() async throws {
        try await RoutesFixture.withFront { fixture, port in
            await fixture.publish("first", id: "0")
            let client = try LoopbackClient(port: port)
            try await client.send(Self.request + Self.request)
            _ = try await client.read(until: "{\"state\":\"open\"}\n\n\r\n")
            try await client.send(Self.request)
            await fixture.publish("live", id: "1")
            let events = try await client.read(until: "\n\n\r\n")
            #expect(events == "14\r\nid: e-3\ndata: live\n\n\r\n")
        }
    }

    @Test func `Who has left after its request is forgotten, and so is its account`() async throws {
        try await RoutesFixture.withFront { fixture, port in
            await fixture.publish("first", id: "0")
            for _ in 0..<20 {
                let client = try LoopbackClient(port: port)
                try await client.send(Self.request)
                withExtendedLifetime(client) {}
            }
            let last = try LoopbackClient(port: port)
            try await last.send(Self.request)
            _ = try await last.read(until: "\"open\"")
            #expect(await fixture.waits { $0.admission.openStreams == 1 })
        }
    }

    @Test func `Who says that nothing more will come gets what there is, and the end`() async throws
    {
        try await RoutesFixture.withFront { fixture, port in
            await fixture.publish("first", id: "0")
            let client = try LoopbackClient(port: port)
            try await client.send(Self.request)
            client.finish()
            #expect(try await client.readToEnd().hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(await fixture.waits { $0.admission.openStreams == 0 })
        }
    }

    @Test func `A refusal is decided and counted once`() async throws {
        var limits = Settings.Limits()
        limits.streamsPerAddress = 1
        try await RoutesFixture.withFront(clients: limits) { fixture, port in
            await fixture.publish("first", id: "0")
            let first = try LoopbackClient(port: port)
            try await first.send(Self.request)
            _ = try await first.read(until: "\"open\"")
            let second = try LoopbackClient(port: port)
            try await second.send(Self.request)
            let answer = try await second.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 429 "))
            #expect(answer.contains("Access-Control-Allow-Origin: *\r\n"))
            let figures = fixture.admission.figures
            #expect(figures.contains(.init("refused_by_streams_per_address", 1)))
            #expect(fixture.admission.openStreams == 1)
        }
    }

    @Test func `A rate is spent once for each request, whatever becomes of it`() async throws {
        var limits = Settings.Limits()
        limits.opensPerAddress = Rate(count: 3, per: .seconds(3600))
        try await RoutesFixture.withFront(clients: limits) { fixture, port in
            await fixture.publish("first", id: "0")
            var statuses: [Substring] = []
            var clients: [LoopbackClient] = []
            for node in ["absent", "news", "absent", "news"] {
                let client = try LoopbackClient(port: port)
                clients.append(client)
                try await client.send(
                    "GET /eventsource/\(node) HTTP/1.1\r\nHost: localhost\r\n\r\n")
                statuses.append(try await client.read(until: Self.isWhole).dropFirst(9).prefix(3))
            }
            #expect(statuses == ["404", "200", "404", "429"])
        }
    }

    @Test func `A storm of readers is served to the last`() async throws {
        try await RoutesFixture.withFront { fixture, port in
            await fixture.publish("first", id: "0")
            let clients = try (0..<200).map { _ in try LoopbackClient(port: port) }
            for client in clients { try await client.send(Self.request) }
            for client in clients {
                _ = try await client.read(until: "{\"state\":\"open\"}\n\n\r\n")
            }
            await fixture.publish("live", id: "1")
            for client in clients {
                #expect(try await client.read(until: "\n\n\r\n").contains("data: live\n"))
            }
            #expect(fixture.admission.openStreams == 200)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `A crowd that says little makes room`() async throws {
        var limits = HTTPLimits()
        limits.maximumConnections = 4
        try await RoutesFixture.withFront(limits: limits) { fixture, port in
            await fixture.publish("first", id: "0")
            let crowd = try (0..<8).map { _ in try LoopbackClient(port: port) }
            for slow in crowd { try await slow.send("GET /eventsource") }
            let client = try LoopbackClient(port: port)
            try await client.send(Self.request)
            _ = try await client.read(until: "\"open\"")
            withExtendedLifetime(crowd) {}
        }
    }
}
