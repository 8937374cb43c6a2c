import HTTPTypes
import Journaling
import PubSub
import Testing

@testable import Gateway

/// Requests whose host is in doubt, on real sockets: those that ask for a stream at once are looked at before
/// there is a channel, and are told what all others are.
@Suite struct RequestHostTests {
    private static let lines = [
        "", "Host: a\r\nHost: a\r\n", "Host: pubsub.example.org\r\nHost: localhost\r\n",
        "Host: a b\r\n", "Host: user@pubsub.example.org\r\n", "Host: a:b\r\n",
    ]

    @Test(arguments: ["/eventsource/news", "/status", "/", "/nothing"], lines)
    func `A request whose host is in doubt is refused on every path`(
        path: String, hosts: String
    ) async throws {
        try await RoutesFixture.withFront { fixture, port in
            await fixture.publish("first", id: "0")
            let client = try LoopbackClient(port: port)
            try await client.send("GET \(path) HTTP/1.1\r\n\(hosts)\r\n")
            let answer = try await client.read(until: "}\n")
            #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(answer)")
            #expect(answer.contains("urn:sluice:problem:bad-host"))
            // The connection is good for a better one.
            try await client.send("GET /status HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try await client.read(until: "}\n").contains(" 200 OK\r\n"))
        }
    }

    @Test func `A request to publish is refused before its body is looked at`() async throws {
        try await RoutesFixture.withFront { fixture, port in
            let client = try LoopbackClient(port: port)
            try await client.send(
                RoutesFixture.publish("news", id: "1")
                    + "Host: localhost\r\nContent-Length: 2\r\n\r\nok")
            #expect(try await client.read(until: "}\n").contains(" 400 "))
            #expect(fixture.journal.head == .start)
        }
    }

    @Test func `An absolute target picks the service, whatever the field says`() async throws {
        let fixture = try RoutesFixture(hosts: [HostedService(domain: "pubsub.example.org")])
        await fixture.publish("first", id: "0")
        for (target, host, isKnown) in [
            ("http://pubsub.example.org/eventsource/news", "other.example", true),
            ("http://other.example/eventsource/news", "pubsub.example.org", false),
        ] {
            let host = Result { () throws(RequestAuthority.Fault) in
                try RequestAuthority.http1(target: target, hosts: [host], isRequired: true)
            }
            let head = HTTPRequest(
                method: .get, scheme: "http", authority: nil, path: "/eventsource/news")
            let answer = await fixture.routes.answer(
                IncomingRequest(head, host: host, peer: nil, isSecure: false))
            switch answer {
            case .stream: #expect(isKnown)
            case .response(let response):
                #expect(!isKnown)
                #expect(response.status == .notFound)
                #expect(response.body.contains("'other.example'"))
            }
        }
    }
}
