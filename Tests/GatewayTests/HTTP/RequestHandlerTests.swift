import Journaling
import PubSub
import Testing

@testable import Gateway

/// Many requests sent ahead of their answers on one connection.
@Suite struct RequestHandlerTests {
    private func request(_ id: Int, method: String = "POST", fields: String = "") -> String {
        let body = method == "DELETE" ? "" : "item \(id)"
        return RoutesFixture.publish("news", id: "\(id)", method: method) + fields
            + "Content-Length: \(body.utf8.count)\r\n\r\n" + body
    }

    /// The statuses of several answers, and the ids that they name.
    private func statuses(_ answers: String) -> [String] {
        answers.split(separator: "\r\n")
            .filter { $0.hasPrefix("HTTP/1.1 ") || $0.contains("HTTP/1.1 ") }
            .compactMap { line in line.firstRange(of: "HTTP/1.1 ").map { line[$0.upperBound...] } }
            .map { String($0.prefix(3)) }
    }

    @Test func `Requests sent ahead are answered in order, each with its own item`() async throws {
        try await RoutesFixture.withFront { fixture, port in
            let client = try LoopbackClient(port: port)
            try await client.send((0..<500).map { request($0) }.joined())
            let answers = try await client.read(until: "\"id\":\"499\"}\n")
            #expect(statuses(answers) == [String](repeating: "201", count: 500))
            let ids = answers.split(separator: "\"id\":\"").dropFirst().map {
                Int($0.prefix { $0 != "\"" })
            }
            #expect(ids == Array(0..<500))
            // The node's creation and 500 items.
            #expect(fixture.journal.head == Position(rawValue: 501))
        }
    }

    @Test func `Requests for publishing and for other things keep their order`() async throws {
        try await RoutesFixture.withFront { _, port in
            let client = try LoopbackClient(port: port)
            let other = "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n"
            let wrong =
                "POST /publish/news HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Length: 3\r\n\r\nabc"
            let last = "GET /status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            try await client.send(
                request(1) + other + request(2) + request(3) + wrong + other + other
                    + request(1, method: "DELETE") + request(1, method: "DELETE") + last)
            let answers = try await client.readToEnd()
            #expect(
                statuses(answers)
                    == ["201", "404", "201", "201", "401", "404", "404", "204", "404", "200"])
        }
    }

    @Test func `A client that has said all is answered all`() async throws {
        try await RoutesFixture.withFront { _, port in
            let client = try LoopbackClient(port: port)
            try await client.send(request(1) + request(2))
            client.finish()
            #expect(statuses(try await client.readToEnd()) == ["201", "201"])
        }
    }

    @Test func `The connection ends after the answer where the client wants it`() async throws {
        try await RoutesFixture.withFront { fixture, port in
            let client = try LoopbackClient(port: port)
            try await client.send(
                request(1) + request(2, fields: "Connection: close\r\n") + request(3))
            let answers = try await client.readToEnd()
            #expect(statuses(answers) == ["201", "201"])
            #expect(answers.contains("Connection: close\r\n"))
            #expect(fixture.journal.head == Position(rawValue: 3))
        }
    }

    @Test func `A body without a length is bounded too, and the connection goes on`() async throws {
        try await RoutesFixture.withFront { _, port in
            let client = try LoopbackClient(port: port)
            let chunk = "400\r\n" + String(repeating: "a", count: 1024) + "\r\n"
            let head = RoutesFixture.publish("news", id: "1") + "Transfer-Encoding: chunked\r\n\r\n"
            try await client.send(head + String(repeating: chunk, count: 300) + "0\r\n\r\n")
            #expect(try await client.read(until: "}\n").contains(" 413 "))
            try await client.send(request(2))
            #expect(try await client.read(until: "}\n").contains(" 201 "))
        }
    }

    @Test func `A body that is no item is bounded more tightly, though none of it is kept`()
        async throws
    {
        try await RoutesFixture.withFront { _, port in
            let client = try LoopbackClient(port: port)
            let chunk = "400\r\n" + String(repeating: "a", count: 1024) + "\r\n"
            let head =
                "POST /ticket/news HTTP/1.1\r\nHost: localhost\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
            for (chunks, status) in [(16, " 401 "), (17, " 413 "), (16, " 401 ")] {
                try await client.send(head + String(repeating: chunk, count: chunks) + "0\r\n\r\n")
                #expect(try await client.read(until: "}\n").contains(status))
            }
        }
    }
}
