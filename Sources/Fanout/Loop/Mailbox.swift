import PubSub
import Synchronization

/// What a loop shares with the other threads: letters to it, and its counts.
///
/// The loop takes all letters at once, in order. Whoever writes wakes it only if it sleeps.
final class Mailbox: Sendable {
    enum Letter: Sendable {
        case reader(Reader)
        case entries([Entry])
        case page(ReplayPage, number: UInt64)
        /// The peer of a sink has taken so many bytes.
        case delivered(Int, number: UInt64)
        /// The connection of a sink is gone.
        case sinkClosed(PeerEnd, number: UInt64)
        /// End every stream, then say so.
        case shutDown(@Sendable () -> Void)
    }

    private struct State: ~Copyable {
        var letters: [Letter] = []
        var bytes = 0
        var isAsleep = false
        var isClosed = false
        var writerWaits = false
        var counts = HubCounts()
    }

    private let state = Mutex(State())
    /// Rings when there is something for a loop that sleeps.
    let doorbell = Doorbell()
    private let room = Doorbell()

    /// Adds a letter. `false`: the loop is over, and the letter is not taken.
    ///
    /// - Parameter bytes: About what the letter holds in memory, for `waitForRoom`.
    func post(_ letter: Letter, bytes: Int = 0) -> Bool {
        let (isTaken, wakes) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            state.letters.append(letter)
            state.bytes += bytes
            defer { state.isAsleep = false }
            return (true, state.isAsleep)
        }
        if wakes { doorbell.ring() }
        return isTaken
    }

    /// Waits while letters hold more than so many bytes. Gives up after the time-out: then memory
    /// grows, but never faster than one letter each time.
    func waitForRoom(bytes limit: Int, timeout: Duration) {
        let deadline = Kernel.now + timeout.milliseconds
        while Kernel.now < deadline {
            let hasRoom = state.withLock { state in
                state.writerWaits = state.bytes > limit && !state.isClosed
                return !state.writerWaits
            }
            if hasRoom { return }
            room.wait(milliseconds: deadline - Kernel.now)
        }
    }

    /// Takes all letters.
    func takeAll() -> [Letter] {
        let (letters, writerWaits) = state.withLock { state in
            defer {
                state.letters = []
                state.bytes = 0
                state.writerWaits = false
                state.isAsleep = false
            }
            return (state.letters, state.writerWaits)
        }
        if writerWaits { room.ring() }
        return letters
    }

    /// Says that the loop goes to sleep. `false`: it must not, for there are letters.
    func fallAsleep() -> Bool {
        state.withLock { state in
            state.isAsleep = state.letters.isEmpty
            return state.isAsleep
        }
    }

    /// Takes no letters any more, and returns the last ones.
    func close() -> [Letter] {
        state.withLock { state in state.isClosed = true }
        return takeAll()
    }

    /// What the loop did, as of its last turn.
    var counts: HubCounts {
        get { state.withLock { $0.counts } }
        set { state.withLock { $0.counts = newValue } }
    }
}
