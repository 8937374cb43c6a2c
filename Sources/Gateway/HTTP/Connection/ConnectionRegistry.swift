import NIOCore
import Synchronization

/// The connections of the front that are not streams: how many there may be, and how they end.
///
/// Where there is no room for a further one, the older ones that owe no answer make some: a crowd that never
/// finishes its requests would else keep everybody out until its time is over.
final class ConnectionRegistry: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: Member] = [:]
        /// Connections that ever were.
        var count: UInt64 = 0
        /// Called once there is room again.
        var waiting: [@Sendable () -> Void] = []
        var isClosing = false
        /// Called when there is no connection left.
        var drained: [@Sendable () -> Void] = []
    }

    /// A connection, and when it came among the others.
    private struct Member {
        var channel: any Channel
        var number: UInt64
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
            state.count += 1
            state.channels[ObjectIdentifier(channel)] = Member(
                channel: channel, number: state.count)
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
        let older: [any Channel]? = state.withLock { state in
            guard state.channels.count >= maximum else { return nil }
            state.waiting.append(call)
            let members = state.channels.values.sorted { $0.number < $1.number }
            return members.prefix(max(1, maximum / 4)).map(\.channel)
        }
        guard let older else { return true }
        for channel in older {
            channel.pipeline.fireUserInboundEventTriggered(ConnectionShouldYield())
        }
        return false
    }

    /// Asks every connection to end after what it owes, and returns when all have.
    func drain() async {
        let channels = state.withLock { state in
            state.isClosing = true
            return state.channels.values.map(\.channel)
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
        for member in state.withLock({ Array($0.channels.values) }) {
            member.channel.close(promise: nil)
        }
    }
}

/// Others want to come in: a connection that owes no answer is to end.
struct ConnectionShouldYield: Sendable {}
