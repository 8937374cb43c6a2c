/// Items that do not stay for ever (`pubsub#item_expire`, XEP-0060 §16.4.3).
extension Engine {
    /// How many items go at once: those that are left go the next time.
    static let maximumExpirations = 1000

    /// Takes the items whose time is over. The shell asks for it now and then, as the operator, for
    /// the engine has no clock.
    func expire(at now: Timestamp, _ requester: Requester) throws(PubSubError) -> Decision {
        guard requester == .operator else { throw .forbidden(.configure) }
        var changes: [Change] = []
        // What is over for longest goes first: a busy node does not keep the others waiting.
        let due = expiring.compactMap { id in firstDue(of: id).map { (id: id, time: $0) } }
            .filter { $0.time < now }
            .sorted { ($0.time, $0.id) < ($1.time, $1.id) }
        for (id, _) in due where changes.count < Self.maximumExpirations {
            guard let node = nodes[id] else { continue }
            let oldest = Timestamp(milliseconds: now.milliseconds - node.lifetimeMilliseconds)
            changes += node.items.published(before: oldest)
                .prefix(Self.maximumExpirations - changes.count)
                .map { .itemRetracted(id, $0, notify: .configured) }
        }
        return Decision(changes: changes)
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
    fileprivate var lifetimeMilliseconds: Int64 {
        Int64(configuration.itemLifetimeSeconds) * 1000
    }
}
