import Journaling
import PubSub
import Testing

@testable import Gateway

/// What comes in a connection, cut into whatever pieces, and what is no request.
@Suite struct RequestPiecesTests {
    private static let conversation =
        RoutesFixture.publish("news", id: "1") + "Content-Length: 3\r\n\r\none"
        + "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n"
        + RoutesFixture.publish("news", id: "2")
        + "Transfer-Encoding: chunked\r\n\r\n1\r\nt\r\n2\r\nwo\r\n0\r\n\r\n"
        + "OPTIONS /publish/news HTTP/1.1\r\nHost: localhost\r\n\r\n"
        + RoutesFixture.publish("news", id: "3")
        + "Content-Length: 5\r\nConnection: close\r\n\r\nthree"

    private func statuses(_ answers: String) -> [Substring] {
        answers.components(after: "HTTP/1.1 ").map { $0.prefix(3) }
    }

    @Test(arguments: [1, 2, 3, 7, 16, 61, 10_000])
    func `Requests mean the same in pieces of every size`(size: Int) async throws {
        try await RoutesFixture.withFront { fixture, port in
            let client = try LoopbackClient(port: port)
            var rest = Self.conversation[...]
            while !rest.isEmpty {
                try await client.send(String(rest.prefix(size)))
                rest = rest.dropFirst(size)
            }
            let answers = try await client.readToEnd()
            #expect(statuses(answers) == ["201", "404", "201", "204", "201"])
            // The node's creation and three items.
            #expect(fixture.journal.head.rawValue == 4)
        }
    }

    @Test func `A stream may follow other requests, and nothing follows a stream`() async throws {
        try await RoutesFixture.withFront { fixture, port in
            let client = try LoopbackClient(port: port)
            try await client.send(
                RoutesFixture.publish("news", id: "1") + "Content-Length: 3\r\n\r\none"
                    + "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n")
            _ = try await client.read(until: "no-such-path")
            try await client.send(
                "GET /eventsource/news HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    + RoutesFixture.publish("news", id: "2") + "Content-Length: 3\r\n\r\ntwo")
            let stream = try await client.read(until: #"{"state":"open"}"#)
            #expect(statuses(stream).last == "200")
            await fixture.publish("three", id: "3")
            let news = try await client.read(until: "three")
            #expect(statuses(news).isEmpty)
        }
    }

    @Test func `A head that is too long is refused with the setting`() async throws {
        try await RoutesFixture.withFront { _, port in
            let client = try LoopbackClient(port: port)
            try await client.send(
                "GET /nothing HTTP/1.1\r\nHost: localhost\r\nX-Long: "
                    + String(repeating: "a", count: 17_000) + "\r\n\r\n")
            let answer = try await client.readToEnd()
            #expect(statuses(answer) == ["431"])
            #expect(answer.contains(#""setting":"limits.request_head""#))
        }
    }

    @Test func `A client that speaks HTTP/1.0 may keep its connection`() async throws {
        try await RoutesFixture.withFront { _, port in
            let client = try LoopbackClient(port: port)
            try await client.send("GET /nothing HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            _ = try await client.read(until: "}\n")
            try await client.send("GET /nothing HTTP/1.0\r\n\r\n")
            #expect(try await client.readToEnd().contains("Connection: close\r\n"))
        }
    }

    @Test(arguments: [
        // RFC 9112 §6.3: two lengths are how requests are smuggled past a proxy.
        "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        "Content-Length: -3\r\n\r\nabc", "Content-Length: 3x\r\n\r\nabc",
        "Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n",
        "X : blank\r\nContent-Length: 0\r\n\r\n", "\u{0}: a\r\n\r\n",
    ])
    func `A request whose end is in doubt is refused, and its connection ends`(
        rest: String
    ) async throws {
        try await RoutesFixture.withFront { fixture, port in
            let client = try LoopbackClient(port: port)
            try await client.send(RoutesFixture.publish("news", id: "1") + rest)
            let answer = try await client.readToEnd()
            #expect(statuses(answer) == ["400"], "\(answer)")
            #expect(answer.contains("application/problem+json"))
            #expect(fixture.journal.head == .start)
        }
    }

    @Test func `What is no request is answered after the requests before it`() async throws {
        try await RoutesFixture.withFront { _, port in
            let client = try LoopbackClient(port: port)
            try await client.send(
                RoutesFixture.publish("news", id: "1")
                    + "Content-Length: 3\r\n\r\none\u{1}\u{2}nonsense\r\n\r\n")
            #expect(statuses(try await client.readToEnd()) == ["201", "400"])
        }
    }

    @Test func `A body that ends too early is told so`() async throws {
        try await RoutesFixture.withFront { fixture, port in
            let client = try LoopbackClient(port: port)
            try await client.send(
                RoutesFixture.publish("news", id: "1") + "Content-Length: 30\r\n\r\nshort")
            client.finish()
            #expect(statuses(try await client.readToEnd()) == ["400"])
            #expect(fixture.journal.head == .start)
        }
    }
}

extension String {
    /// What follows each occurrence of a mark.
    fileprivate func components(after mark: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = self[...]
        while let range = rest.firstRange(of: mark) {
            rest = rest[range.upperBound...]
            parts.append(rest)
        }
        return parts
    }
}
