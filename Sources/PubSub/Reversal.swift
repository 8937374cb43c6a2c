import XMPP

/// What takes a fact out of the state again: what was there before it.
///
/// A batch is decided request by request, each on the state that those before it left, and only then
/// becomes durable. Where it does not, its facts go again, the last one first; reading the whole state
/// anew would hold up everybody for as long as a start takes.
public struct Reversal: Sendable {
    let node: NodeID
    let effect: Effect

    /// What a fact did.
    enum Effect: Sendable {
        case none
        /// Made or took away the node, which was this one before; `nil`: none.
        indirect case node(Node?)
        indirect case configuration(
            NodeConfiguration, accessChanged: Position?, displaced: [ItemList.Removed])
        /// Took all these items away.
        indirect case items(ItemList)
        /// Added an item, after it had taken others out, in this order.
        case publication(of: ItemID, removed: [ItemList.Removed])
        case removal([ItemList.Removed])
        case affiliation(JID, Affiliation?)
        case subscription(JID, Subscription?)
    }
}

extension Engine {
    /// Takes a fact out of the state again: of those that are still in it, the last one applied.
    public mutating func revert(_ reversal: Reversal) {
        let id = reversal.node
        switch reversal.effect {
        case .none:
            break
        case .node(let before):
            _ = remove(id)
            if let before { insert(before, as: id) }
        case .configuration(let configuration, let accessChanged, let displaced):
            putBack(displaced, to: id)
            nodes[id]?.configuration = configuration
            nodes[id]?.accessChanged = accessChanged
            note(configuration, of: id)
        case .items(let items):
            nodes[id]?.items = items
        case .publication(let item, let removed):
            nodes[id]?.items.remove(item)
            putBack(removed, to: id)
        case .removal(let removed):
            putBack(removed, to: id)
        case .affiliation(let bare, let affiliation):
            set(affiliation, of: bare, with: id)
        case .subscription(let jid, let subscription):
            set(subscription, of: jid, with: id)
        }
    }

    private mutating func putBack(_ removed: [ItemList.Removed], to id: NodeID) {
        for item in removed.reversed() { nodes[id]?.items.putBack(item) }
    }
}
