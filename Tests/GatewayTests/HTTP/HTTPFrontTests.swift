import Fanout
import Testing

@testable import Gateway

/// The front on a real loopback socket.
@Suite struct HTTPFrontTests {
    private static let publish = RoutesFixture.publish("news", id: "1")

    @Test func `A stream gets what is published after it was opened, in chunks`() async throws {
        try await RoutesFixture.withFront { fixture, port in
            await fixture.publish("first", id: "0")
            let reader = try LoopbackClient(port: port)
            try await reader.send("GET /eventsource/news HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let head = try await reader.read(until: "{\"state\":\"open\"}\n\n\r\n")
            #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(head.contains("Transfer-Encoding: chunked\r\n"))
            #expect(head.contains("\r\n15\r\n:welcome\nretry: 2000\n\r\n"))
            let publisher = try LoopbackClient(port: port)
            try await publisher.send(Self.publish + "Content-Length: 4\r\n\r\nlive")
            #expect(try await publisher.read(until: "}\n").contains("201 Created"))
            let frame = try await reader.read(until: "\n\n\r\n")
            #expect(frame == "14\r\nid: e-3\ndata: live\n\n\r\n")
        }
    }

    @Test func `An HTTP/1.0 stream is not chunked, and ends with its connection`() async throws {
        try await RoutesFixture.withFront { fixture, port in
            await fixture.publish("first", id: "0")
            let reader = try LoopbackClient(port: port)
            try await reader.send("GET /eventsource/news HTTP/1.0\r\n\r\n")
            let head = try await reader.read(until: "{\"state\":\"open\"}\n\n")
            #expect(head.contains("Connection: close\r\n"))
            #expect(!head.contains("chunked"))
            #expect(head.contains("\r\n\r\n:welcome\nretry: 2000\n"))
        }
    }

    @Test func `HEAD shows the head of a stream and nothing else`() async throws {
        try await RoutesFixture.withFront { fixture, port in
            await fixture.publish("first", id: "0")
            let client = try LoopbackClient(port: port)
            try await client.send("HEAD /eventsource/news HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let answer = try await client.readToEnd()
            #expect(answer.contains("Content-Type: text/event-stream\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n"))
            #expect(answer.split(separator: "\r\n\r\n").count == 1)
        }
    }

    @Test func `Ordinary requests share a connection`() async throws {
        try await RoutesFixture.withFront { _, port in
            let client = try LoopbackClient(port: port)
            for _ in 0..<3 {
                try await client.send("GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n")
                let answer = try await client.read(until: "}\n")
                #expect(answer.hasPrefix("HTTP/1.1 404 Not Found\r\n"))
                #expect(answer.contains("Date: "))
            }
            try await client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let head = try await client.read(until: "\r\n\r\n")
            #expect(head.hasSuffix("\r\n\r\n") && head.contains("Content-Length: "))
            try await client.send(
                "GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            #expect(try await client.readToEnd().contains("404 Not Found"))
        }
    }

    @Test func `A client that sends a byte at a time is served`() async throws {
        try await RoutesFixture.withFront { _, port in
            let client = try LoopbackClient(port: port)
            for character in Self.publish + "Content-Length: 4\r\n\r\nslow" {
                try await client.send(String(character))
            }
            #expect(try await client.read(until: "}\n").contains("201 Created"))
        }
    }

    @Test(arguments: [
        "", "GET /status HTT", "GET /status HTTP/1.1\r\nHost: localhost\r\nX: ",
        "POST /publish/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n1",
    ])
    func `A client that does not end its request is closed in time`(begun: String) async throws {
        var limits = HTTPLimits()
        limits.requestTimeout = .milliseconds(200)
        limits.idleTimeout = .seconds(1)
        try await RoutesFixture.withFront(limits: limits) { _, port in
            let client = try LoopbackClient(port: port)
            try await client.send(begun)
            _ = try await client.readToEnd()
        }
    }

    enum BadRequest: String, CaseIterable {
        case longTarget, longField, manyFields, nonsense, binary, futureVersion

        var text: String {
            let long = String(repeating: "a", count: 20_000)
            return switch self {
            case .longTarget: "GET /\(long) HTTP/1.1\r\nHost: a\r\n\r\n"
            case .longField: "GET / HTTP/1.1\r\nHost: a\r\nX: \(long)\r\n\r\n"
            case .manyFields:
                "GET / HTTP/1.1\r\n" + (0..<200).map { "X\($0): a\r\n" }.joined() + "\r\n"
            case .nonsense: "nonsense\r\n\r\n"
            case .binary: "\u{0}\u{1}\u{2}\r\n\r\n"
            case .futureVersion: "GET / HTTP/9.9\r\n\r\n"
            }
        }

        var status: Int {
            switch self {
            case .longTarget, .longField, .manyFields: 431
            case .nonsense, .binary, .futureVersion: 400
            }
        }
    }

    @Test(arguments: BadRequest.allCases)
    func `A request that is too big or no request is refused`(request: BadRequest) async throws {
        try await RoutesFixture.withFront { _, port in
            let client = try LoopbackClient(port: port)
            try await client.send(request.text)
            let answer = try await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 \(request.status) "), "\(answer.prefix(200))")
        }
    }

    @Test func `A client may ask before it sends its body`() async throws {
        try await RoutesFixture.withFront { _, port in
            let client = try LoopbackClient(port: port)
            try await client.send(
                Self.publish + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n")
            #expect(try await client.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 100 Continue"))
            try await client.send("ok")
            #expect(try await client.read(until: "}\n").contains("201 Created"))
        }
    }

    @Test func `A server that has no room for another stream says so`() async throws {
        var clients = Settings.Limits()
        clients.streams = 0
        try await RoutesFixture.withFront(clients: clients) { fixture, port in
            await fixture.publish("first", id: "0")
            let client = try LoopbackClient(port: port)
            try await client.send("GET /eventsource/news HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try await client.read(until: "}\n").contains("503 Service Unavailable"))
        }
    }
}
