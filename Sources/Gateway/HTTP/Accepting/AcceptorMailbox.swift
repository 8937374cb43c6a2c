import Fanout
import PubSub
import Synchronization

/// What an acceptor shares with other threads: letters to it. It takes all letters at once; whoever writes
/// wakes it only if it sleeps.
final class AcceptorMailbox: Sendable {
    enum Letter: Sendable {
        /// Take the connections of a socket that listens.
        case listen(Int32)
        /// Take no further ones, close the socket, and say so.
        case stopListening(Int32, @Sendable () -> Void)
        /// What became of a guest's request.
        case outcome(Result<Outcome, PubSubError>, guest: UInt64)
        /// What a guest is told by the registry of connections.
        case command(ConnectionCommand, guest: UInt64)
        /// There is room for further connections.
        case room
        /// Close everything.
        case end
    }

    private struct State {
        var letters: [Letter] = []
        var isAsleep = false
    }

    private let state = Mutex(State())
    let doorbell = Doorbell()

    func post(_ letter: Letter) {
        let wakes = state.withLock { state in
            state.letters.append(letter)
            defer { state.isAsleep = false }
            return state.isAsleep
        }
        if wakes { doorbell.ring() }
    }

    func takeAll() -> [Letter] {
        state.withLock { state in
            defer {
                state.letters = []
                state.isAsleep = false
            }
            return state.letters
        }
    }

    /// Says that the acceptor goes to sleep. `false`: it must not, for there are letters.
    func fallAsleep() -> Bool {
        state.withLock { state in
            state.isAsleep = state.letters.isEmpty
            return state.isAsleep
        }
    }
}
