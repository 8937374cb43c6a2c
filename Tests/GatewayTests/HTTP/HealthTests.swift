import HTTPTypes
import JSONText
import Synchronization
import Testing

@testable import Gateway

/// What an operator sees at a glance, and a probe by the HTTP status.
@Suite struct HealthTests {
    private typealias Part = StatusReport.Part

    private final class Clock: Sendable {
        let now = Mutex<Int64>(0)
    }

    @Test func `What does not work is unhealthy, what will soon not is a problem`() {
        let good = Part(name: "journal", level: .core, message: "head")
        let idle = Part(host: "h", name: "component", level: .info, message: "connecting")
        let warning = Part(name: "disk", level: .warn, message: "nearly full")
        let error = Part(host: "h", name: "component", level: .error, message: "component h: down")
        let calm = StatusReport([good, idle])
        #expect(calm.isHealthy && calm.problems == [])
        let worried = StatusReport([good, warning])
        #expect(worried.isHealthy && worried.problems == ["disk: nearly full"])
        let broken = StatusReport([error, warning, good])
        #expect(!broken.isHealthy)
        #expect(broken.problems == ["component h: down", "disk: nearly full"])
        #expect(
            broken.json.text.hasPrefix(
                #"{"healthy":false,"problems":["component h: down","disk: nearly full"],"h":"#))
    }

    @Test func `A probe gets 200 from a server that works, and 503 from one that cannot store`()
        async throws
    {
        let fixture = try RoutesFixture()
        for method in [HTTPRequest.Method.get, .head] {
            #expect(await fixture.response(method, "/health", host: "any")?.status == .ok)
        }
        let refused = await fixture.response(.post, "/health")
        #expect(refused?.status == .methodNotAllowed)
        let report = StatusReport([Part(name: "journal", level: .error, message: "no")])
        let probe = StatusRoute.probe(report)
        #expect(probe.status == .serviceUnavailable)
        #expect(probe.body == "{\"healthy\":false,\"problems\":[\"journal: no\"]}\n")
        #expect(probe.fields[.cacheControl] == "no-store")
    }

    @Test func `A disk is nearly full below 1 GiB and 5 percent`() {
        let gib = 1024 * 1024 * 1024
        #expect(!DiskSpace(freeBytes: gib, totalBytes: 100 * gib).isNearlyFull)
        #expect(!DiskSpace(freeBytes: gib / 2, totalBytes: gib).isNearlyFull)
        let full = DiskSpace(freeBytes: gib / 32, totalBytes: gib)
        #expect(full.isNearlyFull)
        let part = full.status
        #expect(part.level == .warn)
        #expect(part.message.contains("32 MiB of 1024 MiB") && part.message.contains("make room"))
        #expect(DiskSpace(atFolder: "/")?.totalBytes ?? 0 > 0)
        #expect(DiskSpace(atFolder: "/no/such/folder") == nil)
    }

    @Test
    func `A limit of the server is a problem for a minute after it was met, a client's is not`()
        throws
    {
        var settings = Settings.Limits()
        settings.streams = 1
        settings.opensPerAddress = Rate(count: 1, per: .seconds(1))
        let clock = Clock()
        let admission = Admission(settings) { clock.now.withLock { $0 } }
        let address = try #require(NetworkAddress("192.0.2.1"))
        try admission.request(from: address)
        #expect(throws: Problem.self) { try admission.request(from: address) }
        _ = try admission.open(address: nil, identity: nil, nodes: [])
        #expect(admission.status.level == .core)
        #expect(throws: Problem.self) {
            try admission.open(address: nil, identity: nil, nodes: [])
        }
        admission.connectionShed()
        #expect(admission.status.level == .warn)
        #expect(admission.status.message.hasSuffix("raise limits.connections and limits.streams"))
        clock.now.withLock { $0 = 60_000_000 }
        #expect(admission.status.level == .core)
    }
}
