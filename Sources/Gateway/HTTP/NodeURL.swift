import PubSub

/// How a node stands in a URL: as the rest of the path, `/publish/NODE`, or as `/publish?node=NODE`.
///
/// The second form is for several nodes, and for names that a path cannot hold: clients take the
/// segments `.` and `..` out of it before they send it (URL §4.5).
enum NodeURL {
    /// The nodes that a request names, each once, in order.
    ///
    /// - Parameter path: what follows the prefix, still encoded: empty, or `/` and a node.
    static func nodes(path: Substring, target: RequestTarget) throws(Problem) -> [NodeID] {
        let inPath = try PercentEncoding.decoded(path.dropFirst())
        guard inPath.isEmpty else {
            guard target.first("node") == nil else { throw .nodeTwice }
            return [NodeID(inPath)]
        }
        var nodes: [NodeID] = []
        // A URL may name thousands: to search the list for each would take seconds.
        var known: Set<NodeID> = []
        for name in target.all("node") where !name.isEmpty {
            let node = NodeID(name)
            if known.insert(node).inserted { nodes.append(node) }
        }
        guard !nodes.isEmpty else { throw .nodeMissing }
        return nodes
    }

    /// The URL of a node, relative to the server.
    ///
    /// - Parameters:
    ///   - prefix: for instance `/publish`.
    ///   - item: of the node, added as `id`.
    static func path(_ prefix: String, node: NodeID, item: ItemID? = nil) -> String {
        let encoded = PercentEncoding.encoded(node.description)
        let isPlain = !node.description.utf8.split(separator: UInt8(ascii: "/")).contains {
            $0.count <= 2 && $0.allSatisfy { $0 == UInt8(ascii: ".") }
        }
        let path = isPlain ? "\(prefix)/\(encoded)" : "\(prefix)?node=\(encoded)"
        guard let item else { return path }
        return path + (isPlain ? "?" : "&") + "id=\(PercentEncoding.encoded(item.description))"
    }
}
