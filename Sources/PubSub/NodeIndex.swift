/// The names of a service's nodes in order, for discovery (XEP-0060 §5.2), and which of them are
/// closed.
///
/// A service may have very many nodes: the names stand in chunks, so that a new one moves only its
/// neighbours, and who has nothing to do with any node is answered from here alone.
struct NodeIndex: Sendable, Hashable {
    struct Line: Sendable, Hashable {
        var id: NodeID
        /// Strangers do not see it.
        var isClosed: Bool
    }

    private var chunks: [[Line]] = []
    private static let maximumChunk = 512

    /// In the order of the names.
    var lines: FlattenSequence<[[Line]]> { chunks.joined() }

    /// Adds a node, or says anew whether it is closed.
    mutating func set(_ id: NodeID, isClosed: Bool) {
        let line = Line(id: id, isClosed: isClosed)
        guard !chunks.isEmpty else { return chunks = [[line]] }
        let chunk = chunk(of: id)
        let index = Self.index(of: id, in: chunks[chunk])
        if index < chunks[chunk].count, chunks[chunk][index].id == id {
            chunks[chunk][index] = line
            return
        }
        chunks[chunk].insert(line, at: index)
        guard chunks[chunk].count > Self.maximumChunk else { return }
        let half = Array(chunks[chunk][(Self.maximumChunk / 2)...])
        chunks[chunk].removeSubrange((Self.maximumChunk / 2)...)
        chunks.insert(half, at: chunk + 1)
    }

    mutating func remove(_ id: NodeID) {
        guard !chunks.isEmpty else { return }
        let chunk = chunk(of: id)
        let index = Self.index(of: id, in: chunks[chunk])
        guard index < chunks[chunk].count, chunks[chunk][index].id == id else { return }
        chunks[chunk].remove(at: index)
        if chunks[chunk].isEmpty { chunks.remove(at: chunk) }
    }

    /// The last chunk that begins at or before a name.
    private func chunk(of id: NodeID) -> Int {
        var low = 0
        var high = chunks.count
        while low < high {
            let middle = (low + high) / 2
            if let first = chunks[middle].first, first.id <= id {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return max(0, low - 1)
    }

    /// Where a name stands or belongs.
    private static func index(of id: NodeID, in chunk: [Line]) -> Int {
        var low = 0
        var high = chunk.count
        while low < high {
            let middle = (low + high) / 2
            if chunk[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
