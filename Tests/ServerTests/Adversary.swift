import AsyncHTTPClient
import Fanout
import NIOCore
import NIOHTTP1
import PubSub
import Seeding
import Synchronization

@testable import Gateway

/// One run: publishers, clients, cuts, restarts, a retention, and rights that come and go, all at once, on
/// one folder. All that is chance in it comes from the seed; what the threads make of it is theirs.
final class Adversary: Sendable {
    /// What came of a run.
    struct Report: Sendable {
        var faults: [String] = []
        var published = 0
        var received = 0
        var harm = Harm()
    }

    static let itemsPerNode = 70

    let history = History()
    /// Romeo is a member of the closed node.
    let membership = Right(isGrantedAtFirst: true)
    /// The changing node is open.
    let openness = Right(isGrantedAtFirst: true)
    let harm = Mutex(Harm())
    private let folder: TemporaryFolder
    private let doors: [CuttingProxy]
    private let hubConfiguration: HubConfiguration
    private let server = Mutex<LiveServer?>(nil)
    /// The position at which a client has seen enough; `nil`: not known yet.
    private let goal = Mutex<Int64?>(nil)

    private init(random: inout SeededGenerator) throws {
        folder = try TemporaryFolder()
        doors = [CuttingProxy(seed: random.next()), CuttingProxy(seed: random.next())]
        hubConfiguration = .narrow(&random)
    }

    static func run(seed: UInt64) async throws -> Report {
        var random = SeededGenerator(seed: seed)
        return try await Adversary(random: &random).run(random: random)
    }

    private func run(random: SeededGenerator) async throws -> Report {
        var random = random
        try await start()
        try await makeNodes()
        let plans = Plan.all(
            membership: membership, openness: openness, nobody: Right(isGrantedAtFirst: false))
        let followers = plans.map { Follower($0, random: random.fork()) }
        let publishing = random.fork()
        let trouble = random.fork()
        try await doors[0].run { plain in
            try await doors[1].run { [self] encrypted in
                let doors = Doors(plain: plain, encrypted: encrypted)
                try await expectVersions(doors)
                try await withThrowingTaskGroup(of: Void.self) { clients in
                    for follower in followers {
                        clients.addTask { [self] in
                            await follower.follow(doors) { self.goal.withLock { $0 } }
                        }
                    }
                    async let troubled: Void = makeTrouble(random: trouble)
                    try await publish(random: publishing)
                    try await troubled
                    for door in self.doors { door.calmDown() }
                    try await end()
                    try await clients.waitForAll()
                }
            }
        }
        try await stop()
        return report(on: followers)
    }

    private func report(on followers: [Follower]) -> Report {
        let entries = history.entries
        let goal = goal.withLock { $0 } ?? 0
        var report = Report(published: entries.count, harm: harm.withLock { $0 })
        report.harm[.cuts] = doors.reduce(0) { $0 + $1.cuts }
        for (number, follower) in followers.enumerated() {
            let happenings = follower.log.happenings
            var log = LogChecker(follower.plan, history: entries)
            var access = AccessChecker(follower.plan)
            for happening in happenings {
                log.take(happening)
                access.take(happening)
            }
            if !follower.plan.isShutOut { log.finish(at: goal) }
            report.received += happenings.count
            report.harm.add(log.harm)
            report.harm.add(access.harm)
            let faults = log.faults + access.faults
            report.faults += faults.map { "client \(number): \($0)" }
            if !faults.isEmpty { report.faults.append("its last: \(happenings.suffix(8))") }
        }
        return report
    }

    // The server

    func start() async throws {
        let started = try await LiveServer(folder: folder, hub: hubConfiguration)
        server.withLock { $0 = started }
        doors[0].point(to: started.doors.plain)
        doors[1].point(to: started.doors.encrypted)
    }

    func stop() async throws {
        for door in doors { door.point(to: nil) }
        let stopped = server.withLock { server in
            defer { server = nil }
            return server
        }
        guard let stopped else { return }
        try await stopped.stop()
        harm.withLock { $0.add(stopped.hub.counts) }
    }

    func trim(keeping entries: Int) async throws {
        try await server.withLock { $0 }?.trim(keeping: entries)
    }

    /// Has a request decided; while the server is away, and so has done nothing of it, tries again.
    func submit(_ verb: Verb) async throws -> Int64 {
        while true {
            switch await server.withLock({ $0 })?.submit(verb) {
            case .success(let head): return head.rawValue
            case .failure(.unavailable), nil: try await Task.sleep(for: .milliseconds(2))
            case .failure(let error): throw error
            }
        }
    }

    /// Each kind of connection is what it says.
    private func expectVersions(_ doors: Doors) async throws {
        for (transport, version) in [
            (Transport.plain, HTTPVersion.http1_1), (.encrypted, .http1_1), (.http2, .http2),
        ] {
            var spoken: HTTPVersion?
            while spoken == nil {
                // It may be cut, too.
                let request = HTTPClientRequest(url: "\(doors.base(transport))/status")
                spoken = try? await transport.client.execute(request, timeout: .seconds(5)).version
            }
            guard spoken == version else {
                throw WrongVersion(transport: transport, spoken: spoken)
            }
        }
    }

    struct WrongVersion: Error {
        var transport: Transport
        var spoken: HTTPVersion?
    }

    /// Says how far clients have to come, and then something more, so that each of them hears of it.
    private func end() async throws {
        for node in Self.nodes { try await publish("\(node)-end", "end", to: node) }
        goal.withLock { $0 = history.entries.last?.position }
        for node in Self.nodes { try await publish("\(node)-more", "more", to: node) }
    }
}

extension HubConfiguration {
    /// As narrow as chance has it, so that readers fall behind.
    fileprivate static func narrow(_ random: inout SeededGenerator) -> HubConfiguration {
        var configuration = HubConfiguration()
        configuration.loops = Int.random(in: 1...2, using: &random)
        configuration.ringBytes = Int.random(in: 500...20_000, using: &random)
        configuration.replays = Int.random(in: 1...4, using: &random)
        configuration.sendsInBatches = Bool.random(using: &random)
        configuration.slowReaders = random.pick(SlowReaders.allCases)
        if random.chance(in: 3) {
            configuration.maximumLag = Lag(
                entries: Int.random(in: 10...100, using: &random), bytes: 100_000)
        }
        configuration.sinkWindow = Int.random(in: 1...16, using: &random) * 1024
        configuration.heartbeat = .milliseconds(30)
        configuration.shutdownTimeout = .milliseconds(200)
        return configuration
    }
}
