import Dispatch
import JSONText
import Journaling
import PubSub
import Testing

@testable import Gateway

/// What a client is told whose request, or whose answer, does not come in time; on real sockets.
@Suite struct RequestTimeTests {
    private static let quick: HTTPLimits = {
        var limits = HTTPLimits()
        limits.requestTimeout = .milliseconds(200)
        limits.idleTimeout = .milliseconds(400)
        return limits
    }()

    private static let field = "GET /status HTTP/1.1\r\nHost: localhost\r\nX: "

    @Test(arguments: [
        "G", "GET /status HTT", field, field + "y\r\n",
        RoutesFixture.publish("a", id: "1") + "Content-Length: 9\r\n\r\n1",
        "POST /ticket/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n1",
    ])
    func `A request that does not arrive in time is told so, and counted`(begun: String)
        async throws
    {
        try await RoutesFixture.withFront(limits: Self.quick) { fixture, port in
            let client = try LoopbackClient(port: port)
            try await client.send(begun)
            let answer = try await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 408 "), "\(answer)")
            #expect(answer.contains("Connection: close\r\n"))
            #expect(answer.contains(#""setting":"limits.request_time""#))
            #expect(fixture.figure("refused_by_request_time") == 1)
        }
    }

    @Test func `A connection on which nothing was begun is closed without a word`() async throws {
        try await RoutesFixture.withFront(limits: Self.quick) { fixture, port in
            let client = try LoopbackClient(port: port)
            #expect(try await client.readToEnd().isEmpty)
            let other = try LoopbackClient(port: port)
            try await other.send("GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n")
            _ = try await other.read(until: "}\n")
            #expect(try await other.readToEnd().isEmpty)
            #expect(fixture.figure("refused_by_request_time") == 0)
            #expect(fixture.figure("refused_by_idle_time") == 0)
        }
    }

    @Test func `A second request that is begun and not ended is told of its own time`()
        async throws
    {
        try await RoutesFixture.withFront(limits: Self.quick) { fixture, port in
            let client = try LoopbackClient(port: port)
            try await client.send("GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n" + Self.field)
            let answer = try await client.readToEnd()
            #expect(answer.contains("HTTP/1.1 404 "))
            #expect(answer.contains("HTTP/1.1 408 "))
            #expect(answer.contains(#""setting":"limits.idle_time""#))
            #expect(fixture.figure("refused_by_idle_time") == 1)
        }
    }

    @Test(arguments: [
        RoutesFixture.publish("news", id: "1") + "Content-Length: 2\r\n\r\nok",
        "GET /eventsource/news HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /eventsource/news HTTP/1.1\r\nHost: localhost\r\nX: y",
    ])
    func `Who is not answered in time is told so, and what was asked is done all the same`(
        request: String
    ) async throws {
        // Two pieces may come far apart where the machine is busy: only the answer is late here.
        var limits = Self.quick
        limits.requestTimeout = .seconds(3)
        limits.answerTimeout = .milliseconds(300)
        try await RoutesFixture.withFront(limits: limits) { fixture, port in
            await fixture.publish("first", id: "0")
            let gate = fixture.holdPipeline()
            let client = try LoopbackClient(port: port)
            try await client.send(request)
            // In pieces it comes to a channel before it is asked.
            if !request.contains("\r\n\r\n") { try await client.send("\r\n\r\n") }
            let answer = try await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 503 "), "\(answer)")
            #expect(answer.contains("Retry-After: "))
            #expect(answer.contains(#""setting":"limits.answer_time""#))
            #expect(fixture.figure("refused_by_answer_time") == 1)
            gate.signal()
            guard request.contains("POST") else { return }
            #expect(await fixture.waits { $0.journal.head == Position(rawValue: 3) })
        }
    }

    @Test func `A request that is not whole is told that it had to make room`() async throws {
        var limits = HTTPLimits()
        limits.maximumConnections = 1
        for begun in [
            Self.field, RoutesFixture.publish("a", id: "1") + "Content-Length: 9\r\n\r\n1",
        ] {
            try await RoutesFixture.withFront(limits: limits) { fixture, port in
                let slow = try LoopbackClient(port: port)
                // Half of it waits for its other half before there is a channel: only those have a voice.
                try await slow.send("GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n")
                _ = try await slow.read(until: "}\n")
                try await slow.send(begun)
                let quick = try LoopbackClient(port: port)
                try await quick.send("GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n")
                let answer = try await slow.readToEnd()
                #expect(answer.hasPrefix("HTTP/1.1 503 "), "\(answer)")
                #expect(answer.contains(#""setting":"limits.connections""#))
                #expect(try await quick.read(until: "}\n").contains(" 404 "))
                #expect(fixture.figure("connections_shed") == 1)
            }
        }
    }

    @Test func `Heads and bodies that are too long are counted`() async throws {
        try await RoutesFixture.withFront { fixture, port in
            let long = try LoopbackClient(port: port)
            try await long.send(Self.field + String(repeating: "a", count: 17_000) + "\r\n\r\n")
            #expect(try await long.readToEnd().contains(" 431 "))
            #expect(fixture.figure("refused_by_request_head") == 1)
            let big = try LoopbackClient(port: port)
            try await big.send(
                RoutesFixture.publish("news", id: "1") + "Content-Length: 300000\r\n\r\n")
            let answer = try await big.read(until: "}\n")
            #expect(answer.contains(" 413 "))
            #expect(answer.contains(#""setting":"services.maximum_payload""#))
            #expect(fixture.figure("refused_by_maximum_payload") == 1)
        }
    }
}

extension RoutesFixture {
    /// A number of the part `limits` of the status.
    func figure(_ name: String) -> Int? {
        guard
            case .integer(let value) = admission.status.figures.first(where: { $0.name == name })?
                .value
        else { return nil }
        return value
    }

    /// Keeps the pipeline's thread busy until the gate is opened.
    func holdPipeline() -> DispatchSemaphore {
        let gate = DispatchSemaphore(value: 0)
        let request = Request(
            service: "pubsub.example.org", requester: .operator,
            verb: .openStream(["none"], missing: .awaited))
        pipeline.submit(request) { _ in gate.wait() }
        return gate
    }
}
