import PubSub

/// A reader in its loop: all that most of them need, in 40 bytes.
struct Seat {
    /// -1: the seat is free.
    var descriptor: Int32
    /// Tells a reader from those who sat here before.
    var generation: UInt32
    var ring: Int32
    /// Where the ring's list of members names this seat.
    var indexInRing: Int32
    /// The next byte of its ring to send. Past every end while it is detoured.
    var offset: UInt64
    /// An entry after it may end the stream.
    var openedAt: Position
    /// When bytes last went out, or its socket became full: the loop's milliseconds, shortened.
    var lastSent: UInt32
    var state: State

    struct State: OptionSet {
        let rawValue: UInt8
        /// The socket takes no more at present.
        static let full = State(rawValue: 1)
        /// Something stands between the reader and its ring: see `Detour`.
        static let detoured = State(rawValue: 2)
        /// The ring keeps its frames for this reader.
        static let pinning = State(rawValue: 4)
    }
}

/// A seat and who sits there: stale when the reader has left.
struct SeatID: Hashable, Sendable {
    let index: Int32
    let generation: UInt32

    init(index: Int32, generation: UInt32) {
        self.index = index
        self.generation = generation
    }

    /// From the word that goes along with the kernel's events.
    init(word: UInt64) {
        self.init(
            index: Int32(truncatingIfNeeded: word & 0xFFFF_FFFF),
            generation: UInt32(truncatingIfNeeded: word >> 32))
    }

    var word: UInt64 { UInt64(generation) << 32 | UInt64(UInt32(bitPattern: index)) }
}

/// What a reader has to get before it follows its ring. Few readers have one at a time.
struct Detour {
    /// Sent before anything else: the preamble, or the rest of a half-sent frame.
    var rest: [UInt8]
    /// How much of it is sent.
    var sent = 0
    var next: Next

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

/// Why a stream ended.
enum EndReason {
    case client, node, stall, journal, shutdown
}
