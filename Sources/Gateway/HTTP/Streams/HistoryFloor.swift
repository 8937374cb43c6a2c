import PubSub

/// Where the history of some nodes begins for a reader. Of several nodes it is the last of their
/// beginnings: a stream has one cursor.
struct HistoryFloor: Sendable, Hashable {
    /// The highest position that retention has taken from them.
    var expired: Position
    /// The highest position of what is not the reader's to read: what belongs to a node of the same
    /// name that was deleted, and what came before the access model that lets the reader in.
    var closed: Position

    /// Everything after it is there, and the reader's to read.
    var position: Position { max(expired, closed) }
}
