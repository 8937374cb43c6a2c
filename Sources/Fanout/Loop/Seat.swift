import PubSub

/// A reader in its loop: all that most of them need, in 48 bytes.
struct Seat {
    /// Below 0: no socket, but a sink, or nobody.
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
    /// When a poll that got nothing is answered: the loop's milliseconds, shortened.
    var deadline: UInt32 = 0
    /// -1: none.
    var account: Int32
    var state: State

    /// The seat is free.
    static let free: Int32 = -1
    /// Somebody sits there whose bytes go to a sink.
    static let noSocket: Int32 = -2

    struct State: OptionSet {
        let rawValue: UInt8
        /// The socket takes no more at present.
        static let full = State(rawValue: 1)
        /// Something stands between the reader and its ring: see `Detour`.
        static let detoured = State(rawValue: 2)
        /// The ring keeps its frames for this reader.
        static let pinning = State(rawValue: 4)
        /// It may read by rights of its own: see `Rights`.
        static let hasRights = State(rawValue: 8)
        /// Its response ends when it was sent something.
        static let polling = State(rawValue: 16)
        /// It was sent something, and goes when that is whole.
        static let answered = State(rawValue: 32)
        /// It was told that it lags.
        static let told = State(rawValue: 64)
        /// Its bytes go to a sink.
        static let sink = State(rawValue: 128)

        /// It has everything that was offered, and takes more.
        var isLevel: Bool { isDisjoint(with: [.full, .detoured, .pinning]) }

        /// The same of one who has a socket.
        var isLevelSocket: Bool { isDisjoint(with: [.full, .detoured, .pinning, .sink]) }
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
