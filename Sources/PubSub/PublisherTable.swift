import XMPP

/// The publishers of a node's items, each by a number, so that an item does not hold a text of its
/// own.
struct PublisherTable: Sendable {
    private var jids: [JID] = []

    /// How far back a publisher is looked for: a node has few, and one that is further back is
    /// merely noted again.
    private static let reach = 16

    var count: Int { jids.count }

    subscript(number: Int32) -> JID { jids[Int(number)] }

    mutating func number(of jid: JID) -> Int32 {
        let recent = jids.suffix(Self.reach)
        if let index = recent.lastIndex(of: jid) { return Int32(index) }
        jids.append(jid)
        return Int32(jids.count - 1)
    }
}
