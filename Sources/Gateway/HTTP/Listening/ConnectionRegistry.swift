import NIOCore
import NIOPosix
import Synchronization

/// The connections of the front: how many there may be, and how they end.
///
/// Those that carry streams are not counted: they may stay for days, and streams have bounds of their
/// own.
///
/// Where there is no room for a further one, the older ones that owe no answer make some: a crowd that never
/// finishes its requests would else keep everybody out until its time is over.
final class ConnectionRegistry: Sendable {
    private typealias Call = @Sendable () -> Void

    /// A connection, and when it came among the others.
    private struct Member {
        var channel: any Channel
        var number: UInt64
    }

    private struct Group {
        var members: [ObjectIdentifier: Member] = [:]
        /// Called when there is none left.
        var emptied: [Call] = []

        var channels: [any Channel] { members.values.map(\.channel) }

        mutating func remove(_ channel: any Channel) -> (member: Member?, calls: [Call]) {
            let member = members.removeValue(forKey: ObjectIdentifier(channel))
            guard members.isEmpty else { return (member, []) }
            defer { emptied = [] }
            return (member, emptied)
        }
    }

    private struct State {
        var counted = Group()
        var released = Group()
        /// Connections that ever were.
        var count: UInt64 = 0
        /// Called once there is room again.
        var waiting: [Call] = []
        var isClosing = false
    }

    private let maximum: Int
    private let state = Mutex(State())

    /// - Parameter maximum: of counted connections at once.
    init(maximum: Int) {
        self.maximum = maximum
    }

    /// Counts a connection until it is closed or released.
    func add(_ channel: any Channel) {
        let isClosing = state.withLock { state in
            state.count += 1
            state.counted.members[ObjectIdentifier(channel)] = Member(
                channel: channel, number: state.count)
            return state.isClosing
        }
        channel.closeFuture.whenComplete { _ in self.forget(channel) }
        if isClosing { quiesce([channel]) }
    }

    /// Counts a connection no more: it carries a stream.
    func release(_ channel: any Channel) {
        call { state in
            let (member, calls) = state.counted.remove(channel)
            if let member { state.released.members[ObjectIdentifier(channel)] = member }
            return calls
        }
    }

    private func forget(_ channel: any Channel) {
        call { $0.counted.remove(channel).calls + $0.released.remove(channel).calls }
    }

    /// Makes a change, and then the calls that are due.
    private func call(after change: (inout State) -> [Call]) {
        let calls = state.withLock { state in
            let calls = change(&state)
            guard state.counted.members.count < maximum else { return calls }
            defer { state.waiting = [] }
            return calls + state.waiting
        }
        for call in calls { call() }
    }

    /// Whether there is room for a further connection; where there is none, calls back once there is.
    func hasRoom(otherwise call: @escaping @Sendable () -> Void) -> Bool {
        let older: [any Channel]? = state.withLock { state in
            guard state.counted.members.count >= maximum else { return nil }
            state.waiting.append(call)
            let members = state.counted.members.values.sorted { $0.number < $1.number }
            return members.prefix(max(1, maximum / 4)).map(\.channel)
        }
        guard let older else { return true }
        for channel in older {
            channel.pipeline.fireUserInboundEventTriggered(ConnectionShouldYield())
        }
        return false
    }

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
        quiesce(state.withLock { $0[keyPath: group].channels })
        // Again and again: one that was just accepted may come to the group late.
        let timer = MultiThreadedEventLoopGroup.singleton.any().scheduleRepeatedTask(
            initialDelay: timeout, delay: .seconds(1)
        ) { _ in
            let late = self.state.withLock { $0[keyPath: group].channels }
            for channel in late { channel.close(promise: nil) }
        }
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

    private func quiesce(_ channels: [any Channel]) {
        for channel in channels {
            channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
    }

    /// Closes every connection, whatever it owes.
    func closeAll() {
        let channels = state.withLock { $0.counted.channels + $0.released.channels }
        for channel in channels { channel.close(promise: nil) }
    }
}

/// Others want to come in: a connection that owes no answer is to end.
struct ConnectionShouldYield: Sendable {}
