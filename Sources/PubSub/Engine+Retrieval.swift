import XMPP

/// Ways to a node's items (XEP-0060 §6.5), the web's streams among them.
extension Engine {
    /// §6.5: ids that are not there are left out (§6.5.9.12).
    func items(
        _ selection: ItemSelection, of id: NodeID, _ requester: Requester,
        at occasion: Occasion
    ) throws(PubSubError) -> Decision {
        let node = try existing(id)
        try requireReading(requester, of: id, node)
        guard node.configuration.persistsItems else { throw .itemsNotPersistent(id) }
        let items = node.items(at: occasion.time)
        switch selection {
        case .all:
            return Decision(reply: .items(id, items.all))
        case .newest(let count):
            return Decision(reply: .items(id, items.newest(count)))
        case .identified(let ids):
            let found = Set(ids).compactMap { items[$0] }
            return Decision(reply: .items(id, found.sorted { $0.position < $1.position }))
        case .page(let page, let newest, let order):
            return Decision(
                reply: .itemPage(id, try items.page(page, newest: newest, order)))
        }
    }

    /// Leave to follow nodes as an event stream: the right to read each of them. A node that is not
    /// there may be awaited; if whoever waits may not read it once it is, that ends the stream.
    func openStream(
        _ ids: [NodeID], missing: MissingNodes, newest: Int?, through position: Position?,
        _ requester: Requester, at occasion: Occasion
    ) throws(PubSubError) -> Decision {
        guard !ids.isEmpty else { throw .nodeRequired }
        var opening = StreamOpening(nodes: ids, lastItems: [], standings: [])
        for id in ids {
            guard let node = nodes[id] else {
                guard missing == .awaited || settings.awaitsNodes else { throw .nodeNotFound(id) }
                opening.standings.append(standing(of: requester, toMissing: id))
                continue
            }
            let standing = standing(of: requester, to: id, node)
            if let refusal = standing.refusal { throw refusal }
            opening.standings.append(standing)
            if standing.goesByAccessModel, let changed = node.accessChanged {
                opening.closedThrough = max(opening.closedThrough, changed.previous)
            }
            let isLastWanted = node.configuration.sendsLastItem != .never
            let count = newest ?? (isLastWanted ? 1 : 0)
            let items = node.items(at: occasion.time)
            opening.lastItems +=
                position.map { items.newest(count, through: $0) } ?? items.newest(count)
        }
        opening.lastItems.sort { $0.position < $1.position }
        if let newest { opening.lastItems = opening.lastItems.suffix(newest) }
        return Decision(reply: .stream(opening))
    }
}

extension ItemList {
    /// A page of the newest so many, or of all, in an order (XEP-0059, XEP-0413).
    ///
    /// - Throws: `itemNotFound` where the item that the page begins or ends at has gone.
    func page(
        _ request: PageRequest, newest: Int?, _ order: ItemOrder
    ) throws(PubSubError) -> ItemPage {
        // The usual case needs no copy of the list: the order of publication, all of it.
        if newest == nil, order == ItemOrder() {
            let range = try request.range(ofCount: count, index: index(of:))
            return ItemPage(
                references: references(range), index: range.lowerBound, count: count,
                isBackward: request.isBackward)
        }
        var set = all
        if order.field == .creation { set.sort { $0.created < $1.created } }
        set = newest.map { set.suffix($0) } ?? set
        if order.isDescending { set.reverse() }
        let range = try request.range(ofCount: set.count) { id in
            set.firstIndex { $0.id == id }
        }
        return ItemPage(
            references: Array(set[range]), index: range.lowerBound, count: set.count,
            isBackward: request.isBackward)
    }
}
