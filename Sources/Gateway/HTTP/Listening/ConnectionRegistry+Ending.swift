import NIOCore
import NIOPosix
import Synchronization

/// How the connections end when the server does.
extension ConnectionRegistry {
    /// Asks every counted connection to end after what it owes, closes those that take too long, and
    /// returns when all have ended. Without a time, a client that never acknowledges that an HTTP/2
    /// connection ends could go on asking, and keep the server from stopping.
    func drain(within timeout: TimeAmount) async {
        state.withLock { $0.isClosing = true }
        await end(\.counted, within: timeout)
    }

    /// The same of the connections that carried streams.
    func endReleased(within timeout: TimeAmount) async {
        await end(\.released, within: timeout)
    }

    private func end(
        _ group: any WritableKeyPath<State, Group> & Sendable, within timeout: TimeAmount
    ) async {
        tell(.quiesce, group)
        // Again and again: one that was just accepted may come to the group late.
        let timer = MultiThreadedEventLoopGroup.singleton.any().scheduleRepeatedTask(
            initialDelay: timeout, delay: .seconds(1)
        ) { _ in self.tell(.close, group) }
        await withCheckedContinuation { continuation in
            let isEmpty = state.withLock { state in
                guard !state[keyPath: group].members.isEmpty else { return true }
                state[keyPath: group].emptied.append { continuation.resume() }
                return false
            }
            if isEmpty { continuation.resume() }
        }
        timer.cancel()
    }

    private func tell(_ command: ConnectionCommand, _ group: any KeyPath<State, Group> & Sendable) {
        let members = state.withLock { Array($0[keyPath: group].members.values) }
        for member in members { member.tell(command) }
    }

    /// Closes every connection, whatever it owes.
    func closeAll() {
        tell(.close, \.counted)
        tell(.close, \.released)
    }
}
