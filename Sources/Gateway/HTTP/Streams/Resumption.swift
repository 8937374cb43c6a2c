import Fanout
import PubSub

/// Whether a stream can go on where its reader left off.
enum Resumption: Sendable, Hashable {
    /// The reader brings no cursor.
    case fresh
    /// Everything after this position is still there.
    case resumed(Position)
    /// Something may be missing.
    case gap(StreamState.GapReason)

    /// Judges what a reader brings.
    ///
    /// - Parameters:
    ///   - head: of the journal, from when the stream was opened.
    ///   - floor: the highest position that retention has taken from the nodes.
    init(lastEventID: String?, epoch: String, head: Position, floor: Position) {
        guard let lastEventID else {
            self = .fresh
            return
        }
        guard let cursor = Cursor(lastEventID) else {
            self = .gap(.unknown)
            return
        }
        guard cursor.epoch == epoch else {
            self = .gap(.epoch)
            return
        }
        // Beyond the head: not given out by this journal, or it lost its end, as a backup has.
        guard cursor.position <= head else {
            self = .gap(.unknown)
            return
        }
        self = cursor.position < floor ? .gap(.expired) : .resumed(cursor.position)
    }
}
