/// The `id` of the messages of a notification: what is unique, then the node, so that one that
/// comes back as an error says what it was about, however long ago it was sent (XEP-0060 §13.4).
enum NotificationID {
    static func text(_ unique: String, part: Int, node: NodeID) -> String {
        part == 0 ? "\(unique):\(node)" : "\(unique)-\(part):\(node)"
    }

    /// The node in such an id; `nil` for any other.
    static func node(in id: String) -> NodeID? {
        guard let colon = id.firstIndex(of: ":"), colon != id.startIndex else { return nil }
        let node = id[id.index(after: colon)...]
        return node.isEmpty ? nil : String(node)
    }
}
