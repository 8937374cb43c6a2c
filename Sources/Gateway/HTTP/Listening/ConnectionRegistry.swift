import NIOCore
import NIOPosix
import Synchronization

/// The connections of the front: how many there may be, and how they end.
///
/// Those that carry streams are not counted while they do: they may stay for days, and streams have bounds
/// of their own.
///
/// Where there is no room for a further one, the older ones that owe no answer make some (`YieldOrder`): a
/// crowd that never finishes its requests would else keep everybody out until its time is over.
final class ConnectionRegistry: Sendable {
    /// A connection's, from when it is accepted to its end, whether it has a channel or not.
    struct Place: Hashable, Sendable {
        fileprivate let number: UInt64
    }

    /// How a connection is told something; on any thread.
    typealias Tell = @Sendable (ConnectionCommand) -> Void
    typealias Call = @Sendable () -> Void

    struct Member {
        var tell: Tell
        /// Event streams that it carries.
        var streams = 0
    }

    struct Group {
        var members: [Place: Member] = [:]
        /// Called when there is none left.
        var emptied: [Call] = []

        mutating func remove(_ place: Place) -> (member: Member?, calls: [Call]) {
            let member = members.removeValue(forKey: place)
            guard members.isEmpty else { return (member, []) }
            defer { emptied = [] }
            return (member, emptied)
        }

        /// `true`: it is one of the group.
        mutating func change(_ place: Place, _ change: (inout Member) -> Void) -> Bool {
            guard var member = members[place] else { return false }
            change(&member)
            members[place] = member
            return true
        }
    }

    struct State {
        var counted = Group()
        var released = Group()
        var order: YieldOrder<Place, ContinuousClock.Instant>
        var places: [ObjectIdentifier: Place] = [:]
        /// Connections that ever were.
        var count: UInt64 = 0
        /// Called once there is room again.
        var waiting: [Call] = []
        /// There was none for somebody who came.
        var isRoomWanted = false
        /// Somebody is to be asked later.
        var isAsking = false
        var isClosing = false
    }

    /// A first packet that is lost comes again after a second (RFC 6298 §2.1), and it is not always the client
    /// that is slow.
    private static let grace = Duration.milliseconds(1500)

    let maximum: Int
    let state: Mutex<State>

    /// - Parameters:
    ///   - maximum: of counted connections at once.
    ///   - grace: how long one that has just come is not asked to make room.
    init(maximum: Int, grace: Duration = ConnectionRegistry.grace) {
        self.maximum = maximum
        state = Mutex(State(order: YieldOrder(grace: grace)))
    }

    /// Counts a connection until it leaves, and while it carries no stream.
    ///
    /// - Parameter tell: called until a channel is attached.
    func enter(_ tell: @escaping Tell = { _ in }) -> Place {
        let (place, isClosing) = state.withLock { state in
            state.count += 1
            let place = Place(number: state.count)
            state.counted.members[place] = Member(tell: tell)
            state.order.enter(place, at: .now)
            return (place, state.isClosing)
        }
        if isClosing { tell(.quiesce) }
        return place
    }

    /// From here on, the connection is a channel, and leaves when that is closed.
    func attach(_ channel: any Channel, to place: Place) {
        hold(channel, at: place)
        channel.closeFuture.whenComplete { _ in
            self.state.withLock { $0.places[ObjectIdentifier(channel)] = nil }
            self.leave(place)
        }
    }

    private func hold(_ channel: any Channel, at place: Place) {
        let isClosing = state.withLock { state in
            let tell: Tell = { $0.tell(channel) }
            guard
                state.counted.change(place, { $0.tell = tell })
                    || state.released.change(place, { $0.tell = tell })
            else { return false }
            state.places[ObjectIdentifier(channel)] = place
            return state.isClosing
        }
        if isClosing { ConnectionCommand.quiesce.tell(channel) }
    }

    /// A channel comes in, and leaves when it is closed.
    func add(_ channel: any Channel) {
        attach(channel, to: enter())
    }

    /// A channel comes in; whoever calls this calls `leave`, too.
    func hold(_ channel: any Channel) {
        hold(channel, at: enter())
    }

    /// A connection has ended.
    func leave(_ place: Place) {
        call { state in
            state.order.leave(place)
            return state.counted.remove(place).calls + state.released.remove(place).calls
        }
    }

    /// A channel is counted no more, though it may go on.
    ///
    /// - Returns: `false`: it was not counted.
    func leave(_ channel: any Channel) -> Bool {
        let place = state.withLock { $0.places.removeValue(forKey: ObjectIdentifier(channel)) }
        if let place { leave(place) }
        return place != nil
    }

    /// A channel carries one event stream more: it is counted no more.
    func streamBegan(on channel: any Channel) {
        call { state in
            guard let place = state.places[ObjectIdentifier(channel)],
                !state.released.change(place, { $0.streams += 1 })
            else { return [] }
            state.order.leave(place)
            let (member, calls) = state.counted.remove(place)
            if var member {
                member.streams = 1
                state.released.members[place] = member
            }
            return calls
        }
    }

    /// A channel carries one event stream less: without any, it is counted again.
    func streamEnded(on channel: any Channel) {
        call { state in
            guard let place = state.places[ObjectIdentifier(channel)],
                state.released.change(place, { $0.streams -= 1 }),
                state.released.members[place]?.streams == 0,
                // What carried a stream is waited for last (`endReleased`).
                !state.isClosing
            else { return [] }
            let (member, calls) = state.released.remove(place)
            state.counted.members[place] = member
            state.order.enter(place, at: .now)
            return calls
        }
    }

    /// Makes a change, and then the calls that are due.
    private func call(after change: (inout State) -> [Call]) {
        let calls = state.withLock { state in
            let calls = change(&state)
            guard state.order.count < maximum else { return calls }
            state.isRoomWanted = false
            defer { state.waiting = [] }
            return calls + state.waiting
        }
        for call in calls { call() }
    }
}
