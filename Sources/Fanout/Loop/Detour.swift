import PubSub

/// What a reader has to get before it follows its ring. Few readers have one at a time.
struct Detour {
    /// Sent before anything else: the preamble, or the rest of a half-sent frame.
    var rest: [UInt8]
    /// How much of it is sent.
    var sent = 0
    var next: Next
    /// Where it would be in its ring if that still had its place; `nil` for who never was in it.
    var place: RingPlace?

    enum Next {
        /// Everything after this position: from the ring if it still has it, else from the journal.
        case entries(after: Position)
        /// The page of the journal that was asked for under this number.
        case page(after: Position, number: UInt64)
        /// The ring, as soon as an entry comes that is after this position: the reader was let in by
        /// a journal that is ahead of the loop.
        case future(after: Position)
        /// The end of the stream.
        case end(EndReason)
    }
}

/// A place among the frames that a ring ever had, those that it has dropped included.
struct RingPlace {
    /// The offset behind the last frame that the reader has.
    var offset: UInt64
    /// How many frames lie before it.
    var count: Int
}

/// Why a stream ended.
enum EndReason {
    case client, node, stall, memory, lag, poll, journal, shutdown, expiry
}
