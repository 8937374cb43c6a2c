import EventSourceClient
import EventStream
import Seeding

/// A client that follows a plan in its own tempo, over any number of connections.
struct Follower: Sendable {
    let plan: Plan
    let log: ClientLog
    private let random: SeededGenerator

    private static let patience = Duration.seconds(30)

    init(_ plan: Plan, random: SeededGenerator) {
        self.plan = plan
        self.random = random
        log = ClientLog(right: plan.right)
    }

    /// Follows until it is level with `goal`, or its patience is over.
    func follow(_ doors: Doors, goal: @escaping @Sendable () -> Int64?) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await read(doors, goal: goal) }
            group.addTask { try? await Task.sleep(for: Self.patience) }
            await group.next()
            group.cancelAll()
        }
    }

    /// Makes one source after another, each from where the last one ended: sources give up where their
    /// request is refused, and what was shown may be over.
    private func read(_ doors: Doors, goal: @Sendable () -> Int64?) async {
        var random = random
        while !Task.isCancelled {
            do {
                let source = try await Credentials(plan, doors, log).source(
                    lasting: .milliseconds(Int.random(in: 60...400, using: &random)))
                if try await read(source, goal: goal, using: &random) { return }
            } catch EventSourceError.refused(let refusal) {
                log.noteRefusal(status: refusal.status)
                if plan.isShutOut, goal() != nil { return }
            } catch let error as EventSourceError {
                return log.noteFailure("\(error)")
            } catch {
                // It got no ticket.
            }
            try? await Task.sleep(for: .milliseconds(Int.random(in: 1...15, using: &random)))
        }
    }

    /// - Returns: whether it is level.
    private func read(
        _ source: EventSource, goal: @Sendable () -> Int64?, using random: inout SeededGenerator
    ) async throws -> Bool {
        let renews = random.chance(in: 2)
        var iterator = source.makeAsyncIterator()
        var isLive = false
        while let event = try await iterator.next() {
            log.note(event)
            if event.event == "stream", let data = event.data {
                // Whoever renews does not wait for the end.
                if renews, data.contains(#""expiring""#) { return false }
                isLive =
                    data.contains(#""polled""#)
                    || plan.way == .stream
                        && ["open", "resumed"].contains { data.contains(#""\#($0)""#) }
            }
            if isLive, let goal = goal(), LogChecker.position(event.id) ?? -1 >= goal {
                return true
            }
            if plan.way == .poll { isLive = false }
            if Int.random(in: 0..<20, using: &random) == 0 {
                try await Task.sleep(for: .milliseconds(Int.random(in: 0...20, using: &random)))
            }
        }
        if !Task.isCancelled { log.noteFailure("the server said 204") }
        return true
    }
}
