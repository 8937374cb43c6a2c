import Seeding
import EventSourceClient
import EventStream

/// A client that follows nodes in its own tempo, and keeps all it got.
struct Follower: Sendable {
    let nodes: Set<String>
    /// How many items it asks for at the beginning.
    let items: Int
    private let random: SeededGenerator

    private static let patience = Duration.seconds(20)

    init(nodes: Set<String>, items: Int, random: SeededGenerator) {
        self.nodes = nodes
        self.items = items
        self.random = random
    }

    /// Follows over any number of connections until it is level with `goal`, or its patience is over.
    func follow(port: Int, goal: @escaping @Sendable () -> Int64?) async -> [ServerSentEvent] {
        await withTaskGroup(of: [ServerSentEvent]?.self) { group in
            group.addTask { await read(port: port, goal: goal) }
            group.addTask {
                try? await Task.sleep(for: Self.patience)
                return nil
            }
            var log: [ServerSentEvent] = []
            for await result in group {
                group.cancelAll()
                log = result ?? log
            }
            return log
        }
    }

    private func read(port: Int, goal: @Sendable () -> Int64?) async -> [ServerSentEvent] {
        var random = random
        var configuration = EventSource.Configuration()
        configuration.delays.initial = .milliseconds(2)
        configuration.delays.shortest = .milliseconds(1)
        configuration.delays.longest = .milliseconds(20)
        let query = nodes.sorted().map { "node=\($0)" }.joined(separator: "&")
        var iterator = EventSource(
            "http://127.0.0.1:\(port)/eventsource?\(query)&items=\(items)",
            configuration: configuration
        ).makeAsyncIterator()
        var log: [ServerSentEvent] = []
        var isLive = false
        do {
            while let event = try await iterator.next() {
                log.append(event)
                if event.event == "stream", let data = event.data {
                    isLive = data.contains(#""open""#) || data.contains(#""resumed""#)
                }
                if isLive, let goal = goal(), Self.position(event) >= goal { break }
                if Int.random(in: 0..<20, using: &random) == 0 {
                    try await Task.sleep(for: .milliseconds(Int.random(in: 0...20, using: &random)))
                }
            }
        } catch {
            log.append(ServerSentEvent(event: "error", data: "\(error)"))
        }
        return log
    }

    private static func position(_ event: ServerSentEvent) -> Int64 {
        event.id.flatMap { $0.split(separator: "-").last }.flatMap { Int64($0) } ?? -1
    }
}
