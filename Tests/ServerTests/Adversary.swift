import EventSourceClient
import EventStream
import Fanout
import Seeding
import PubSub
import Synchronization

@testable import Gateway

/// One run: publishers, clients, cuts, restarts and a retention, all at once, on one folder. All that is
/// chance in it comes from the seed; what the threads make of it is theirs.
final class Adversary: Sendable {
    /// What came of a run.
    struct Report: Sendable {
        var faults: [String] = []
        var published = 0
        var received = 0
        var cuts = 0
        var restarts = 0
        var gaps = 0
        /// Pages that readers got from the journal.
        var replays = 0
    }

    private static let nodes = ["a", "b", "c"]
    private static let itemsPerNode = 120

    private let folder: TemporaryFolder
    private let history = History()
    private let proxy: CuttingProxy
    private let hubConfiguration: HubConfiguration
    private let server = Mutex<LiveServer?>(nil)
    /// The position at which a client has seen enough; `nil`: not known yet.
    private let goal = Mutex<Int64?>(nil)

    private init(random: inout SeededGenerator) throws {
        folder = try TemporaryFolder()
        proxy = CuttingProxy(seed: random.next())
        var configuration = HubConfiguration()
        configuration.loops = Int.random(in: 1...2, using: &random)
        configuration.ringBytes = Int.random(in: 500...20_000, using: &random)
        configuration.replays = Int.random(in: 1...4, using: &random)
        configuration.heartbeat = .milliseconds(30)
        configuration.shutdownTimeout = .milliseconds(200)
        hubConfiguration = configuration
    }

    static func run(seed: UInt64) async throws -> Report {
        var random = SeededGenerator(seed: seed)
        return try await Adversary(random: &random).run(random: random)
    }

    private func run(random: SeededGenerator) async throws -> Report {
        var random = random
        try await start()
        for node in Self.nodes {
            _ = try await submit(.create(NodeID(node), configuration: nil))
        }
        let followers = (0..<9).map { number in
            Follower(
                nodes: number % 3 == 2 ? ["a", "b"] : [Self.nodes[number % 3]],
                items: Int.random(in: 0...20, using: &random), random: random.fork())
        }
        var report = Report()
        let publishing = random.fork()
        let trouble = random.fork()
        let logs = try await proxy.run { [self] port in
            try await withThrowingTaskGroup(of: (Int, [ServerSentEvent]).self) { clients in
                for (number, follower) in followers.enumerated() {
                    clients.addTask { [self] in
                        (number, await follower.follow(port: port) { self.goal.withLock { $0 } })
                    }
                }
                async let troubled = makeTrouble(random: trouble)
                try await publish(random: publishing)
                (report.restarts, report.replays) = try await troubled
                proxy.calmDown()
                try await end()
                return try await clients.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
        }
        report.replays += try await stop()
        report.cuts = proxy.cuts
        let goal = goal.withLock { $0 } ?? 0
        let entries = history.entries
        report.published = entries.count
        for (number, follower) in followers.enumerated() {
            let log = logs[number] ?? []
            var checker = LogChecker(
                nodes: follower.nodes, items: follower.items, history: entries)
            for event in log { checker.take(event) }
            checker.finish(at: goal)
            report.received += log.count
            report.gaps += checker.gaps
            report.faults += checker.faults.map { "client \(number): \($0)" }
        }
        return report
    }

    // The server

    private func start() async throws {
        let started = try await LiveServer(folder: folder.path, hub: hubConfiguration)
        server.withLock { $0 = started }
        proxy.point(to: started.port)
    }

    /// - Returns: how many pages of the journal were read for readers.
    private func stop() async throws -> Int {
        proxy.point(to: nil)
        let stopped = server.withLock { server in
            defer { server = nil }
            return server
        }
        try await stopped?.stop()
        return stopped?.hub.counts.replays ?? 0
    }

    /// Restarts the server or lets retention take entries, again and again while there is something
    /// published.
    private func makeTrouble(
        random: SeededGenerator
    ) async throws -> (restarts: Int, replays: Int) {
        var random = random
        var (restarts, replays) = (0, 0)
        let step = Self.nodes.count * Self.itemsPerNode / 7
        for await count in history.counts where count % step == 0 {
            if Int.random(in: 0..<3, using: &random) == 0 {
                replays += try await stop()
                try await start()
                restarts += 1
            } else {
                let kept = Int.random(in: 20...150, using: &random)
                try await server.withLock { $0 }?.trim(keeping: kept)
            }
        }
        return (restarts, replays)
    }

    // The publishers

    private func publish(random: SeededGenerator) async throws {
        var random = random
        try await withThrowingTaskGroup(of: Void.self) { publishers in
            for node in Self.nodes {
                let own = random.fork()
                publishers.addTask { try await self.publish(to: node, random: own) }
            }
            try await publishers.waitForAll()
        }
        history.close()
    }

    private func publish(to node: String, random: SeededGenerator) async throws {
        var random = random
        var items: [String] = []
        for number in 0..<Self.itemsPerNode {
            let size = [10, 300, 3000].randomElement(using: &random) ?? 10
            let item = "\(node)\(number)"
            try await publish(item, "\(item) \(String(repeating: "x", count: size))", to: node)
            items.append(item)
            if Int.random(in: 0..<8, using: &random) == 0 {
                items.shuffle(using: &random)
                let taken = items.removeLast()
                let position = try await submit(
                    .retract(NodeID(node), [ItemID(taken)], notify: .configured))
                history.record(
                    .init(position: position, node: node, item: taken, text: nil))
            }
            if Int.random(in: 0..<3, using: &random) == 0 {
                try await Task.sleep(for: .microseconds(Int.random(in: 0...2000, using: &random)))
            }
        }
    }

    private func publish(_ item: String, _ text: String, to node: String) async throws {
        let payload = try PublishBody.payload(text, type: "text/plain")
        let draft = ItemDraft(id: ItemID(item), payloads: payload.map { [$0] } ?? [])
        let position = try await submit(.publish(NodeID(node), [draft], options: nil))
        history.record(.init(position: position, node: node, item: item, text: text))
    }

    /// Says how far clients have to come, and then something more, so that each of them hears of it.
    private func end() async throws {
        for node in Self.nodes { try await publish("\(node)-end", "end", to: node) }
        goal.withLock { $0 = history.entries.last?.position }
        for node in Self.nodes { try await publish("\(node)-more", "more", to: node) }
    }

    /// Has a request decided; while the server is away, and so has done nothing of it, tries again.
    private func submit(_ verb: Verb) async throws -> Int64 {
        while true {
            switch await server.withLock({ $0 })?.submit(verb) {
            case .success(let head): return head.rawValue
            case .failure(.unavailable), nil: try await Task.sleep(for: .milliseconds(2))
            case .failure(let error): throw error
            }
        }
    }
}
