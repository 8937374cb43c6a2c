import Fanout
import Logging
import ServiceLifecycle
import Testing

@testable import Gateway

extension RoutesFixture {
    /// Runs a front while the body talks to it: to its encrypted port, where it has certificates.
    static func withFront(
        settings: Settings.HTTP = Settings.HTTP(
            listen: [.tcp(Endpoint(host: "127.0.0.1", port: 0))]),
        limits: HTTPLimits = HTTPLimits(), clients: Settings.Limits = Settings.Limits(),
        certificates: CertificateStore? = nil,
        _ body: (RoutesFixture, _ port: Int) async throws -> Void
    ) async throws {
        let fixture = try RoutesFixture(limits: clients)
        let (ports, port) = AsyncStream<Int>.makeStream()
        let front = fixture.front(settings: settings, limits: limits, certificates: certificates) {
            port.yield($0.last?.endpoint?.port ?? 0)
        }
        let group = ServiceGroup(
            configuration: .init(services: [front], logger: fixture.logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var iterator = ports.makeAsyncIterator()
            let number = try #require(await iterator.next())
            defer { tasks.cancelAll() }
            try await body(fixture, number)
            await fixture.hub.shutDown()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// The head of a request to publish, up to the fields of its body.
    static func publish(_ node: String, id: String, method: String = "POST") -> String {
        "\(method) /publish/\(node)?id=\(id) HTTP/1.1\r\nHost: localhost\r\n"
            + "Authorization: Bearer \(token)\r\n"
    }
}
