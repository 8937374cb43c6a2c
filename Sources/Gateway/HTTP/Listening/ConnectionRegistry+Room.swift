import NIOCore
import NIOPosix
import Synchronization

/// Who waits for room, and who makes it.
extension ConnectionRegistry {
    /// How long those who were asked have to leave, before the next are asked.
    private static let pause = Duration.milliseconds(50)

    /// Connections that are counted.
    var count: Int { state.withLock { $0.order.count } }

    /// Whether there is room for a further connection; where there is none, calls back once there is.
    func hasRoom(otherwise call: @escaping @Sendable () -> Void) -> Bool {
        let hasRoom = state.withLock { state in
            guard state.order.count >= maximum else { return true }
            state.waiting.append(call)
            return false
        }
        if !hasRoom { makeRoom() }
        return hasRoom
    }

    /// Asks the oldest, a quarter at a time, as long as somebody waits; where none may be asked yet, later.
    private func makeRoom() {
        let (asked, next) = state.withLock { state -> ([Tell], ContinuousClock.Instant?) in
            guard !state.waiting.isEmpty, !state.isAsking else { return ([], nil) }
            let now = ContinuousClock.now
            let asked = state.order.ask(atMost: max(1, maximum / 4), at: now)
            let next = asked.isEmpty ? state.order.next() : now + Self.pause
            state.isAsking = next != nil
            return (asked.compactMap { state.counted.members[$0]?.tell }, next)
        }
        for tell in asked { tell(.yield) }
        guard let next else { return }
        MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: TimeAmount(next - .now)) {
            self.state.withLock { $0.isAsking = false }
            self.makeRoom()
        }
    }
}
