import HTTPTypes
import PubSub
import Synchronization
import Testing

@testable import Gateway

@Suite struct AdmissionTests {
    private final class Clock: Sendable {
        let now = Mutex<Int64>(0)
    }

    private let address = NetworkAddress("192.0.2.1")

    @Test func `Every limit has a setting that is documented, and a figure in the status`() throws {
        var reader = SettingsReader(
            providers: [], file: try ConfigurationFile(yaml: "", path: "sluice.yaml"))
        _ = Settings.Limits(from: &reader, at: "limits")
        for limit in Limit.allCases { #expect(reader.askedKeys.contains(limit.setting)) }
        for limit in RequestLimit.allCases where limit != .payload {
            #expect(reader.askedKeys.contains(limit.setting))
        }
        let names = Admission().figures.map(\.name)
        let limits = Limit.allCases.map(\.rawValue) + RequestLimit.allCases.map(\.rawValue)
        #expect(names == limits.map { "refused_by_\($0)" })
    }

    @Test func `Who opens streams too often is told when to come back, and by which setting`()
        throws
    {
        let clock = Clock()
        var limits = Settings.Limits()
        limits.opensPerAddress = Rate(count: 2, per: .seconds(60))
        let admission = Admission(limits) { clock.now.withLock { $0 } }
        try admission.request(from: address)
        try admission.request(from: address)
        let problem = try #require(throws: Problem.self) { try admission.request(from: address) }
        #expect(problem.status == .tooManyRequests)
        #expect(problem.fields[.retryAfter] == "30")
        #expect(problem.response.body.contains(#""setting":"limits.opens_per_address""#))
        try admission.request(from: NetworkAddress("192.0.2.2"))
        try admission.request(from: nil)
        clock.now.withLock { $0 = 30_000_000 }
        try admission.request(from: address)
        #expect(admission.figures.contains(.init("refused_by_opens_per_address", 1)))
    }

    @Test func `Who is refused again and again is told to wait, and who is not never notices`() {
        var limits = Settings.Limits()
        limits.refusalsPerAddress = Rate(count: 3, per: .seconds(3))
        let admission = Admission(limits) { 0 }
        let refusal = Problem.notFound(path: "/eventsource/x")
        for _ in 0..<3 { #expect(admission.answer(refusal, to: address) == refusal) }
        let problem = admission.answer(refusal, to: address)
        #expect(problem.status == .tooManyRequests)
        #expect(problem.fields[.retryAfter] == "1")
        #expect(problem.detail.contains(refusal.detail))
        #expect(problem.setting == "limits.refusals_per_address")
        #expect(admission.answer(.nodeMissing, to: address) == .nodeMissing)
        #expect(admission.answer(refusal, to: NetworkAddress("192.0.2.2")) == refusal)
    }

    @Test func `Streams are bounded, and the refusal says what to do`() throws {
        var limits = Settings.Limits()
        limits.streams = 3
        limits.streamsPerAddress = 1
        limits.streamsPerNode = 1
        let admission = Admission(limits)
        let a = [NodeAddress(service: "s", node: "a")]
        let b = [NodeAddress(service: "s", node: "b")]
        let first = try admission.open(address: address, identity: nil, nodes: a)
        let perAddress = try #require(throws: Problem.self) {
            try admission.open(address: address, identity: nil, nodes: b)
        }
        #expect(perAddress.status == .tooManyRequests)
        #expect(perAddress.detail.contains("/eventsource?node=A&node=B"))
        let perNode = try #require(throws: Problem.self) {
            try admission.open(address: nil, identity: nil, nodes: a)
        }
        #expect(perNode.status == .serviceUnavailable)
        #expect(perNode.setting == "limits.streams_per_node")
        admission.close([first])
        _ = try admission.open(address: address, identity: nil, nodes: a)
        #expect(admission.openStreams == 1)
    }

    @Test func `Publishing has its own rates`() throws {
        var limits = Settings.Limits()
        limits.publishesPerAddress = Rate(count: 2, per: .seconds(1))
        limits.publishesPerToken = Rate(count: 3, per: .seconds(1))
        let admission = Admission(limits) { 0 }
        for _ in 0..<2 { try admission.publish(from: address) }
        let perAddress = try #require(throws: Problem.self) {
            try admission.publish(from: address)
        }
        #expect(perAddress.setting == "limits.publishes_per_address")
        try admission.publish(from: nil)
        for _ in 0..<3 { try admission.publish(by: "a") }
        let perToken = try #require(throws: Problem.self) { try admission.publish(by: "a") }
        #expect(perToken.setting == "limits.publishes_per_token")
    }
}
