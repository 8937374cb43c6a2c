import HTTPTypes
import Testing

@testable import Gateway

@Suite struct HostRoutingTests {
    private let two = HostRouting([
        HostedService(domain: "pubsub.example.org"), HostedService(domain: "news.example.org"),
    ])

    @Test(arguments: [
        "pubsub.example.org", "PubSub.Example.ORG", "pubsub.example.org:5280",
        "pubsub.example.org.",
        "pubsub.example.org.:80",
    ])
    func `The host picks the service, whatever its port, case and final dot`(host: String) throws {
        #expect(try two.service(for: host).domain == "pubsub.example.org")
    }

    @Test(arguments: ["example.org", "", "[::1]:5280", ":", "pubsub.example.org..", nil])
    func `An unknown host is refused, and the refusal names the hosts`(host: String?) {
        let problem = #expect(throws: Problem.self) { try two.service(for: host) }
        #expect(problem?.status == .notFound)
        #expect(problem?.detail.contains("news.example.org, pubsub.example.org") == true)
    }

    @Test(arguments: ["localhost", "127.0.0.1:5280", "[::1]:5280", nil])
    func `A service may answer for every other host`(host: String?) throws {
        let hosts = HostRouting([
            HostedService(domain: "a.example"),
            HostedService(domain: "localhost", answersAnyHost: true),
        ])
        #expect(try hosts.service(for: host).domain == "localhost")
        #expect(try hosts.service(for: "a.example").domain == "a.example")
    }
}
