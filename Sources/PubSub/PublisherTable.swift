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

    /// Leaves out all but those that are in use, each of which stands in it once afterwards.
    ///
    /// - Returns: the new number of each old one that was given.
    mutating func keepOnly(_ numbers: some Sequence<Int32>) -> [Int32: Int32] {
        let old = jids
        jids = []
        var known: [JID: Int32] = [:]
        var renumbered: [Int32: Int32] = [:]
        for number in numbers where number >= 0 && renumbered[number] == nil {
            let jid = old[Int(number)]
            if known[jid] == nil {
                known[jid] = Int32(jids.count)
                jids.append(jid)
            }
            renumbered[number] = known[jid]
        }
        return renumbered
    }

    mutating func number(of jid: JID) -> Int32 {
        let recent = jids.suffix(Self.reach)
        if let index = recent.lastIndex(of: jid) { return Int32(index) }
        jids.append(jid)
        return Int32(jids.count - 1)
    }
}
