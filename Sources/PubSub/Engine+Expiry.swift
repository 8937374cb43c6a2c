/// Items that do not stay for ever (`pubsub#item_expire`, XEP-0060 §16.4.3).
extension Engine {
    /// How many items go at once, for others wait meanwhile: the shell asks again at once where more are
    /// due.
    static let maximumExpirations = 1000

    /// Takes the items whose time is over. The shell asks for it now and then, as the operator.
    func expire(_ requester: Requester, at occasion: Occasion) throws(PubSubError) -> Decision {
        guard requester == .operator else { throw .forbidden(.configure) }
        let now = occasion.time
        var changes: [Change] = []
        // What is over for longest goes first: a busy node does not keep the others waiting.
        let due = expiring.compactMap { id in firstDue(of: id).map { (id: id, time: $0) } }
            .filter { $0.time < now }
            .sorted { ($0.time, $0.id) < ($1.time, $1.id) }
        for (id, _) in due {
            guard let node = nodes[id] else { continue }
            for item in node.items.published(before: node.oldestTime(at: now)) {
                guard changes.count < Self.maximumExpirations else {
                    return Decision(changes: changes, reply: .expired(isMoreDue: true))
                }
                changes.append(.itemRetracted(id, item, notify: .configured))
            }
        }
        return Decision(changes: changes, reply: .expired(isMoreDue: false))
    }

    /// When the time of a node's oldest item is over; `nil` where it has none.
    private func firstDue(of id: NodeID) -> Timestamp? {
        guard let node = nodes[id],
            let oldest = node.items.references(0..<min(1, node.items.count))
                .first
        else { return nil }
        return Timestamp(milliseconds: oldest.time.milliseconds + node.lifetimeMilliseconds)
    }
}

extension Node {
    /// The items whose time is not over: what is answered to whoever asks.
    func items(at now: Timestamp) -> ItemList {
        guard configuration.itemLifetimeSeconds != NodeConfiguration.neverExpires else {
            return items
        }
        return items.without(publishedBefore: oldestTime(at: now))
    }

    /// Before it, items were published whose time is over now.
    fileprivate func oldestTime(at now: Timestamp) -> Timestamp {
        Timestamp(milliseconds: now.milliseconds - lifetimeMilliseconds)
    }

    fileprivate var lifetimeMilliseconds: Int64 {
        Int64(configuration.itemLifetimeSeconds) * 1000
    }
}
