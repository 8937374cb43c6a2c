public import PubSub

/// What a stream says of itself, as `event: stream`.
public enum StreamState: Sendable, Hashable {
    /// It begins here: the reader brought no cursor.
    case open
    /// It goes on after the reader's cursor, without loss.
    case resumed
    /// It cannot go on after the reader's cursor: something may be missing. `first` is the oldest
    /// cursor that could have been resumed.
    case gap(GapReason, first: Position)
    /// What the reader showed is valid until then, when the stream ends. Who has something newer goes
    /// on without a gap.
    case expiring(at: Timestamp)
    /// The server stops: the reader may reconnect at once.
    case shutdown

    /// Why a cursor cannot be resumed.
    public enum GapReason: String, Sendable, Hashable {
        /// It belongs to another journal.
        case epoch
        /// Retention has taken entries that come after it.
        case expired
        /// It is not a cursor of ours.
        case unknown
    }
}
