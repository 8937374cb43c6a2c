/// What the operator decides about the reader loops. Every bound says what happens at it.
public struct HubConfiguration: Sendable, Hashable {
    /// Threads that readers are spread over.
    public var loops = 1
    /// Sends to many readers are one call of the kernel, where it allows that (io_uring(7)).
    public var sendsInBatches = true
    /// A reader that was sent nothing for so long gets an empty comment. Proxies cut at 30 s.
    public var heartbeat = Duration.seconds(15)
    /// A reader that takes nothing for so long while there is something for it is closed.
    public var stallTimeout = Duration.seconds(60)
    /// The frames that one ring keeps for readers who lag, in bytes. Past it the oldest go, and who
    /// still needs them reads the journal.
    public var ringBytes = 1024 * 1024
    /// What becomes of readers whom their ring has left behind.
    public var slowReaders = SlowReaders.catchUp
    /// A reader that has fallen behind its nodes by more is ended after a whole event. It does not
    /// concern readers who return with an old cursor, until they have caught up.
    public var maximumLag = Lag(entries: 1_000_000, bytes: 256 * 1024 * 1024)
    /// What rings keep, and what single readers have half sent, per loop, in bytes. Past it rings keep
    /// nothing, and a reader that would need more is closed.
    public var memoryBytes = 64 * 1024 * 1024
    /// What may be on the way to the peer of one sink, in bytes. Past it the reader waits as at a full
    /// socket.
    public var sinkWindow = 16 * 1024
    /// What may wait for a loop, in bytes of payload. Past it `publish` waits.
    public var mailboxBytes = 4 * 1024 * 1024
    /// How long `publish` waits for a loop at most.
    public var publishTimeout = Duration.seconds(10)
    /// Reads of the journal that a loop has under way. Further ones wait their turn.
    public var replays = 16
    /// How long readers have to take their last frame when the hub shuts down.
    public var shutdownTimeout = Duration.seconds(5)

    public init() {}
}
