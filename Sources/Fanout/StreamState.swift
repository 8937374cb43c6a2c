public import PubSub

/// What a stream says of itself, as `event: stream`.
public enum StreamState: Sendable, Hashable {
    /// It begins here: the reader brought no cursor. It waits for nodes that do not exist yet: the first event of each
    /// will be its `configuration`.
    case open(awaits: [NodeID] = [])
    /// It goes on after the reader's cursor, without loss. It waits as `open` does.
    case resumed(awaits: [NodeID] = [])
    /// It cannot go on after the reader's cursor: something may be missing. `first` is the oldest
    /// cursor that could have been resumed.
    case gap(GapReason, first: Position)
    /// What the reader showed is valid until then, when the stream ends. Who has something newer goes
    /// on without a gap.
    case expiring(at: Timestamp)
    /// The reader took less than its nodes got, and is now sent what it has yet to get from the
    /// journal: nothing is lost, but it is late by so much.
    case lagged(Lag)
    /// It is late by more than the server allows, or than the journal has: the stream ends, and goes on
    /// from the reader's cursor when it comes back.
    case overdue(Lag)
    /// The reader may not read the node, or not any more: the stream ends.
    case revoked(NodeID)
    /// A poll's answer ends here, and the next one goes on after this position. The data names it,
    /// too, because the polyfills that poll show a page nothing else.
    case polled(next: Position)
    /// The server stops: the reader may reconnect at once.
    case shutdown

    /// Why a cursor cannot be resumed.
    public enum GapReason: String, Sendable, Hashable {
        /// It belongs to another journal.
        case epoch
        /// Retention has taken entries that come after it.
        case expired
        /// Entries that come after it are not for the reader: they are of a node that was deleted, or
        /// of a time when the node was closed to it.
        case closed
        /// It is not a cursor of ours.
        case unknown
    }
}
