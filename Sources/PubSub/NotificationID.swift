/// The `id` of the messages that tell subscribers of an event: what is unique, then the node, so that
/// one that comes back as an error says what it was about, however long ago it was sent (XEP-0060
/// §13.4).
enum NotificationID {
    static func text(_ unique: String, part: Int, node: NodeID) -> String {
        part == 0 ? "\(unique):\(node)" : "\(unique)-\(part):\(node)"
    }

    /// The node in such an id; `nil` for any other.
    static func node(in id: String) -> NodeID? {
        // Bytes, not characters: a combining mark after the colon would hide it.
        let bytes = id.utf8
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon != bytes.startIndex else {
            return nil
        }
        let node = bytes[bytes.index(after: colon)...]
        return node.isEmpty ? nil : NodeID(String(Substring(node)))
    }
}
