/// Leave to follow nodes: what a stream is to begin with.
public struct StreamOpening: Sendable, Hashable {
    /// What is followed, in the order of the request.
    public var nodes: [NodeID]
    /// What the reader is to begin with, in order of publication: the newest items of all the nodes,
    /// as many as it asked for, or else the newest item of each node whose
    /// `send_last_published_item` says so. They are those of the moment in which the leave was given:
    /// whatever is published afterwards comes live.
    public var lastItems: [ItemReference]
    /// How the reader stands to each of the nodes: what follows from later entries for the stream.
    public var standings: [Standing]
    /// What was published up to here was not for the reader at that time: a node has another access
    /// model since, and nothing but that model lets the reader in. `.start` where there is no such node.
    public var closedThrough = Position.start

    /// Makes the leave to follow nodes.
    public init(nodes: [NodeID], lastItems: [ItemReference], standings: [Standing]) {
        self.nodes = nodes
        self.lastItems = lastItems
        self.standings = standings
    }
}
