import XMPP

/// Ways to a node's items (XEP-0060 §6.5), the web's streams among them.
extension Engine {
    /// §6.5: in order of publication; ids that are not there are left out (§6.5.9.12).
    func items(
        _ selection: ItemSelection, of id: NodeID, _ requester: Requester
    ) throws(PubSubError) -> Decision {
        let node = try existing(id)
        try requireAccess(.retrieve, requester, to: id, node)
        guard node.configuration.persistsItems else { throw .itemsNotPersistent(id) }
        let references: [ItemReference] =
            switch selection {
            case .all: Array(node.items.all)
            case .newest(let count): Array(node.items.newest(count))
            case .identified(let ids):
                Set(ids).compactMap { node.items[$0] }.sorted { $0.position < $1.position }
            }
        return Decision(reply: .items(id, references))
    }

    /// Leave to follow nodes as an event stream: the right to retrieve each of them.
    func openStream(_ ids: [NodeID], _ requester: Requester) throws(PubSubError) -> Decision {
        guard !ids.isEmpty else { throw .nodeRequired }
        var lastItems: [ItemReference] = []
        for id in ids {
            let node = try existing(id)
            try requireAccess(.retrieve, requester, to: id, node)
            if node.configuration.sendsLastItem != .never {
                lastItems += node.items.newest(1)
            }
        }
        lastItems.sort { $0.position < $1.position }
        return Decision(reply: .stream(StreamOpening(nodes: ids, lastItems: lastItems)))
    }
}
