import NIOCore
import NIOPosix
import Synchronization

/// Who waits for room, and who makes it.
extension ConnectionRegistry {
    /// How long those who were asked have to leave, before the next are asked.
    private static let pause = Duration.milliseconds(50)

    /// Connections that are counted.
    var count: Int { state.withLock { $0.order.count } }

    /// Whether there is room for a further connection; where there is none, some is made.
    ///
    /// - Parameter call: made once there is.
    func hasRoom(otherwise call: (@Sendable () -> Void)? = nil) -> Bool {
        let hasRoom = state.withLock { state in
            guard state.order.count >= maximum else { return true }
            if let call { state.waiting.append(call) }
            state.isRoomWanted = true
            return false
        }
        if !hasRoom { makeRoom() }
        return hasRoom
    }

    /// Asks the oldest, a quarter at a time, as long as room is wanted; where none may be asked yet, later.
    private func makeRoom() {
        let (asked, next) = state.withLock { state -> ([Tell], ContinuousClock.Instant?) in
            guard state.isRoomWanted, !state.isAsking else { return ([], nil) }
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
