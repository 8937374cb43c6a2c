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
    ///   - floor: where the nodes' history begins.
    init(lastEventID: String?, epoch: String, head: Position, floor: HistoryFloor) {
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
        if cursor.position < floor.expired {
            self = .gap(.expired)
        } else if cursor.position < floor.closed {
            self = .gap(.closed)
        } else {
            self = .resumed(cursor.position)
        }
    }
}
