import NIOCore
import Synchronization

/// The connections of the front that are not streams: how many there may be, and how they end.
final class ConnectionRegistry: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        /// Called once there is room again.
        var waiting: [@Sendable () -> Void] = []
        var isClosing = false
        /// Called when there is no connection left.
        var drained: [@Sendable () -> Void] = []
    }

    private let maximum: Int
    private let state = Mutex(State())

    /// - Parameter maximum: of connections at once.
    init(maximum: Int) {
        self.maximum = maximum
    }

    /// Counts a connection until it is closed or released.
    func add(_ channel: any Channel) {
        let isClosing = state.withLock { state in
            state.channels[ObjectIdentifier(channel)] = channel
            return state.isClosing
        }
        channel.closeFuture.whenComplete { _ in self.release(channel) }
        if isClosing { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
    }

    /// Counts a connection no more: it carries a stream.
    func release(_ channel: any Channel) {
        let calls = state.withLock { state in
            state.channels[ObjectIdentifier(channel)] = nil
            var calls: [@Sendable () -> Void] = []
            if state.channels.count < maximum { swap(&calls, &state.waiting) }
            if state.channels.isEmpty, state.isClosing {
                calls += state.drained
                state.drained = []
            }
            return calls
        }
        for call in calls { call() }
    }

    /// Whether there is room for a further connection; where there is none, calls back once there is.
    func hasRoom(otherwise call: @escaping @Sendable () -> Void) -> Bool {
        state.withLock { state in
            guard state.channels.count >= maximum else { return true }
            state.waiting.append(call)
            return false
        }
    }

    /// Asks every connection to end after what it owes, and returns when all have.
    func drain() async {
        let channels = state.withLock { state in
            state.isClosing = true
            return Array(state.channels.values)
        }
        for channel in channels {
            channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
        await withCheckedContinuation { continuation in
            let isDrained = state.withLock { state in
                if !state.channels.isEmpty { state.drained.append { continuation.resume() } }
                return state.channels.isEmpty
            }
            if isDrained { continuation.resume() }
        }
    }

    /// Closes every connection, whatever it owes.
    func closeAll() {
        for channel in state.withLock({ Array($0.channels.values) }) { channel.close(promise: nil) }
    }
}
