/// Leave to follow nodes: what a stream is to begin with.
public struct StreamOpening: Sendable, Hashable {
    /// What is followed, in the order of the request.
    public var nodes: [NodeID]
    /// The newest item of each node whose `send_last_published_item` asks for it, in order of
    /// publication. Only for a reader that brings no cursor.
    public var lastItems: [ItemReference]
    /// How the reader stands to each of the nodes: what follows from later entries for the stream.
    public var standings: [Standing]

    /// Makes the leave to follow nodes.
    public init(nodes: [NodeID], lastItems: [ItemReference], standings: [Standing]) {
        self.nodes = nodes
        self.lastItems = lastItems
        self.standings = standings
    }
}
