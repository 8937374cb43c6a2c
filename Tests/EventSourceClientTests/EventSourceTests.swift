import EventStream
import NIOHTTP1
import Synchronization
import Testing

@testable import EventSourceClient

@Suite("A source over loopback connections", .timeLimit(.minutes(1)))
struct EventSourceTests {
    /// As by default, but in a hurry.
    static func configuration(
        _ persistence: EventSource.Persistence = .always
    ) -> EventSource.Configuration {
        var configuration = EventSource.Configuration()
        configuration.persistence = persistence
        configuration.delays.initial = .milliseconds(5)
        configuration.delays.shortest = .milliseconds(1)
        configuration.delays.longest = .milliseconds(20)
        return configuration
    }

    static func url(_ port: Int) -> String { "http://127.0.0.1:\(port)/events" }

    /// Follows a scripted server until `count` events have come or the sequence ends.
    static func follow(
        _ count: Int = .max, lastEventID: String = "",
        configuration: EventSource.Configuration = configuration(),
        _ script: @escaping ScriptedServer.Script
    ) async throws -> [ServerSentEvent] {
        try await ScriptedServer.run(script) { port in
            let source = EventSource(
                url(port), lastEventID: lastEventID, configuration: configuration)
            var events: [ServerSentEvent] = []
            for try await event in source {
                events.append(event)
                if events.count == count { break }
            }
            return events
        }
    }

    @Test("The request is that of an event source, with the headers that were asked for")
    func request() async throws {
        var configuration = Self.configuration()
        configuration.headers = ["Authorization": "Bearer one", "X-Kind": "test"]
        let events = try await Self.follow(1, configuration: configuration) { connection in
            let fields = ["Accept", "Cache-Control", "Authorization", "X-Kind", "Last-Event-ID"]
                .map { connection.field($0) ?? "none" }
            try await connection.open("data: \(fields.joined(separator: " "))\n\n")
        }
        #expect(events.map(\.data) == ["text/event-stream no-cache Bearer one test none"])
    }

    @Test("After each end it goes on with the last event id, until the server says 204")
    func resumes() async throws {
        let events = try await Self.follow(lastEventID: "e-0") { connection in
            let id = connection.field("Last-Event-ID") ?? "none"
            switch connection.number {
            case 0: try await connection.open("id: e-1\ndata: \(id)\n\ndata: unfinished")
            case 1: try await connection.open("data: \(id)\n\nid: e-2\n\n")
            case 2: try await connection.open("data: \(id)\n\nid\ndata: cleared\n\n")
            case 3: try await connection.open("data: \(id)\n\n")
            default: try await connection.refuse("204 No Content")
            }
        }
        #expect(
            events == [
                ServerSentEvent(data: "e-0", id: "e-1"), ServerSentEvent(data: "e-1", id: "e-1"),
                ServerSentEvent(data: "e-2", id: "e-2"), ServerSentEvent(data: "cleared"),
                ServerSentEvent(data: "none"),
            ])
    }

    @Test("A last event id of any script is sent as UTF-8")
    func foreignID() async throws {
        let events = try await Self.follow(1, lastEventID: "Schleuse-шлюз-🚰") { connection in
            try await connection.open("data: \(connection.field("Last-Event-ID") ?? "")\n\n")
        }
        #expect(events.map(\.data) == ["Schleuse-шлюз-🚰"])
    }

    @Test("A last event id that no header can hold is said to be the reason")
    func unsendableID() async throws {
        await #expect(throws: EventSourceError.invalidHeader) {
            try await Self.follow { try await $0.open("id: \u{1}\ndata: a\n\n") }
        }
    }

    @Test("Fresh headers are asked for before each connection, and win")
    func freshHeaders() async throws {
        let count = Mutex(0)
        var configuration = Self.configuration()
        configuration.headers = ["Authorization": "stale"]
        configuration.freshHeaders = {
            let number = count.withLock { count in
                count += 1
                return count
            }
            struct NoToken: Error {}
            guard number != 2 else { throw NoToken() }
            return ["authorization": "token \(number)"]
        }
        let events = try await Self.follow(2, configuration: configuration) { connection in
            try await connection.open("data: \(connection.field("Authorization") ?? "")\n\n")
        }
        #expect(events.map(\.data) == ["token 1", "token 3"])
    }

    @Test("It says what becomes of it")
    func states() async throws {
        let states = Mutex<[String]>([])
        var configuration = Self.configuration()
        configuration.onStateChange = { state in
            let text =
                switch state {
                case .opened: "opened"
                case .reconnecting(_, let interruption): interruption.description
                }
            states.withLock { $0.append(text) }
        }
        _ = try await Self.follow(1, configuration: configuration) { connection in
            switch connection.number {
            case 0: try await connection.refuse("503 Service Unavailable")
            case 1: break
            case 2: try await connection.open(":\n\n")
            default: try await connection.open("data: a\n\n")
            }
        }
        #expect(
            states.withLock { $0 } == [
                "the server answered with status 503",
                "the server closed the connection, perhaps because it expects HTTPS", "opened",
                "the server ended the stream", "opened",
            ])
    }

    @Test("An answer that is no stream is thrown with what its body says")
    func refusal() async throws {
        let problem = #"{"title":"No such node"}"#
        let error = await #expect(throws: EventSourceError.self) {
            try await Self.follow {
                try await $0.refuse(
                    "404 Not Found", fields: "Content-Type: application/problem+json\r\n",
                    body: problem)
            }
        }
        #expect(
            error
                == .refused(
                    .init(
                        interruption: .status(404), status: 404,
                        contentType: "application/problem+json", body: problem)))
        #expect(error?.description == "There is no stream: the server answered with status 404.")
    }

    @Test("Of a long refusal the beginning is kept")
    func longRefusal() async throws {
        let error = await #expect(throws: EventSourceError.self) {
            try await Self.follow {
                try await $0.refuse("400 No", body: String(repeating: "a", count: 1_000_000))
            }
        }
        guard case .refused(let refusal) = error else { return #expect(Bool(false)) }
        #expect(refusal.body == String(repeating: "a", count: 16 * 1024))
    }

    @Test("A redirect is followed, each time anew, and takes no token to another origin")
    func redirect() async throws {
        var configuration = Self.configuration()
        configuration.headers = ["Authorization": "secret"]
        let asked = configuration
        let events = try await ScriptedServer.run { connection in
            let token = connection.field("Authorization") ?? "none"
            let id = connection.field("Last-Event-ID") ?? "none"
            try await connection.open("id: 1\ndata: \(token) \(id)\n\n")
        } _: { target in
            try await Self.follow(2, configuration: asked) { connection in
                try await connection.refuse(
                    "307 Temporary Redirect", fields: "Location: \(Self.url(target))\r\n")
            }
        }
        #expect(events.map(\.data) == ["none none", "none 1"])
    }

    @Test("Redirects in a circle are an error")
    func circle() async throws {
        await #expect(throws: EventSourceError.tooManyRedirects) {
            try await Self.follow {
                try await $0.refuse("302 Found", fields: "Location: /events\r\n")
            }
        }
    }

    @Test(
        "Who asks in plain HTTP where TLS is expected, or the other way round, is told so",
        arguments: [
            ("http", "the server does not answer in HTTP, perhaps because it expects HTTPS"),
            ("https", "the server does not answer in TLS, perhaps because it expects plain HTTP"),
        ])
    func wrongScheme(_ scheme: String, _ reason: String) async throws {
        let alert = "\u{15}\u{3}\u{3}\0\u{2}\u{2}\u{28}"
        try await ScriptedServer.run { connection in
            try await connection.send(
                scheme == "http" ? alert : "HTTP/1.1 400 Bad Request\r\n\r\n")
        } _: { port in
            _ = await #expect(throws: EventSourceError.unreachable(.connection(reason))) {
                let source = EventSource(
                    "\(scheme)://127.0.0.1:\(port)/",
                    configuration: Self.configuration(.onceOpened))
                for try await _ in source {}
            }
        }
    }

    @Test("It waits for a server that is not there yet, unless it was told not to")
    func refusedConnection() async throws {
        let port = try await ScriptedServer.run({ _ in }, { $0 })
        await #expect(
            throws: EventSourceError.unreachable(.connection("the server refuses connections"))
        ) {
            let configuration = Self.configuration(.onceOpened)
            for try await _ in EventSource(Self.url(port), configuration: configuration) {}
        }
        let (refusals, refusal) = AsyncStream<Void>.makeStream()
        var configuration = Self.configuration()
        configuration.onStateChange = { if case .reconnecting = $0 { refusal.yield() } }
        let source = EventSource(Self.url(port), configuration: configuration)
        async let first = { () async throws -> ServerSentEvent? in
            var iterator = source.makeAsyncIterator()
            return try await iterator.next()
        }()
        for await _ in refusals.prefix(3) {}
        let (ends, end) = AsyncStream<Void>.makeStream()
        try await ScriptedServer.run(port: port) { connection in
            try await connection.open("data: late\n\n")
            try await connection.waitForClient()
            end.yield()
        } _: { _ in
            for await _ in ends.prefix(1) {}
        }
        let event = try await first
        #expect(event?.data == "late")
    }

    @Test("An address that is none is an error", arguments: ["", "nonsense", "ftp://a/b", "http:"])
    func invalidURL(url: String) async throws {
        await #expect(throws: EventSourceError.invalidURL(url)) {
            for try await _ in EventSource(url, configuration: Self.configuration()) {}
        }
    }

    /// The reasons why a source reconnected while it was followed.
    private static func reasons(
        _ count: Int, configuration: EventSource.Configuration,
        _ script: @escaping ScriptedServer.Script
    ) async throws -> (events: [String?], reasons: [Interruption]) {
        let reasons = Mutex<[Interruption]>([])
        var configuration = configuration
        configuration.onStateChange = { state in
            guard case .reconnecting(_, let reason) = state else { return }
            reasons.withLock { $0.append(reason) }
        }
        let events = try await follow(count, configuration: configuration, script)
        return (events.map(\.data), reasons.withLock { $0 })
    }

    @Test("A server that takes the request and does not answer is asked again")
    func noAnswer() async throws {
        var configuration = Self.configuration()
        configuration.answerTimeout = .milliseconds(200)
        let (events, reasons) = try await Self.reasons(1, configuration: configuration) {
            if $0.number == 0 { return try await $0.waitForClient() }
            try await $0.open("data: a\n\n")
        }
        #expect(events == ["a"])
        #expect(reasons.first == .connection("the server did not answer in 0.2 seconds"))
    }

    @Test("A stream that is silent for too long is given up for a new connection")
    func silence() async throws {
        var configuration = Self.configuration()
        configuration.silenceTimeout = .milliseconds(100)
        let (events, reasons) = try await Self.reasons(2, configuration: configuration) {
            let id = $0.field("Last-Event-ID") ?? "none"
            try await $0.open("id: 1\ndata: \(id)\n\n")
            try await $0.waitForClient()
        }
        #expect(events == ["none", "1"])
        // On a busy machine the second stream may seem silent, too, before its first event is here.
        #expect(!reasons.isEmpty && reasons.allSatisfy { $0 == .silence(.milliseconds(100)) })
    }

    @Test("A sequence that has ended stays so")
    func ended() async throws {
        try await ScriptedServer.run { connection in
            try await connection.refuse("404 Not Found")
        } _: { port in
            var iterator = EventSource(Self.url(port)).makeAsyncIterator()
            await #expect(throws: EventSourceError.self) { try await iterator.next() }
            let event = try await iterator.next()
            #expect(event == nil)
        }
    }
}
