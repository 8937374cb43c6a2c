/// What the hub does and has done, for status and metrics.
public struct HubCounts: Sendable, Hashable {
    /// Streams that are open.
    public var readers = 0
    /// Of these, readers whose socket is full or who read the journal.
    public var lagging = 0
    /// Distinct selections that are being followed.
    public var rings = 0
    /// What rings hold and what single readers have half sent, in bytes.
    public var bufferedBytes = 0
    /// Since the start.
    public var accepted = 0
    /// Frames as they were encoded, each once however many readers it has.
    public var frames = 0
    /// Bytes that went to sockets.
    public var sentBytes = 0
    /// Pages read from the journal.
    public var replays = 0
    /// Times that a reader was told that it lags.
    public var lags = 0
    /// Loops that hand many sends to the kernel in one call (io_uring(7)): where it is not allowed, none.
    public var batchingLoops = 0
    /// Ended streams by reason.
    public var ended = Ended()

    /// How many streams ended, and why.
    public struct Ended: Sendable, Hashable {
        /// The client went away.
        public var byClient = 0
        /// The node was deleted, or its readers lost their right to read it.
        public var byNode = 0
        /// The client took nothing or acknowledged nothing for too long.
        public var byStall = 0
        /// There was no memory left for what the client had half taken.
        public var byMemory = 0
        /// The reader fell behind by more than is allowed.
        public var byLag = 0
        /// A poll was answered.
        public var byPoll = 0
        /// Retention overtook the reader, or the journal could not be read.
        public var byJournal = 0
        /// The hub shut down.
        public var byShutdown = 0
        /// What the reader showed was valid no longer.
        public var byExpiry = 0
    }

    /// Adds what another loop counted.
    mutating func add(_ other: HubCounts) {
        readers += other.readers
        lagging += other.lagging
        rings += other.rings
        bufferedBytes += other.bufferedBytes
        accepted += other.accepted
        frames += other.frames
        sentBytes += other.sentBytes
        replays += other.replays
        lags += other.lags
        batchingLoops += other.batchingLoops
        ended.byClient += other.ended.byClient
        ended.byNode += other.ended.byNode
        ended.byStall += other.ended.byStall
        ended.byMemory += other.ended.byMemory
        ended.byLag += other.ended.byLag
        ended.byPoll += other.ended.byPoll
        ended.byJournal += other.ended.byJournal
        ended.byShutdown += other.ended.byShutdown
        ended.byExpiry += other.ended.byExpiry
    }
}
