/// Items that do not stay for ever (`pubsub#item_expire`, XEP-0060 §16.4.3).
extension Engine {
    /// How many items go at once: those that are left go the next time.
    static let maximumExpirations = 1000

    /// Takes the items whose time is over. The shell asks for it now and then, as the operator, for
    /// the engine has no clock.
    func expire(at now: Timestamp, _ requester: Requester) throws(PubSubError) -> Decision {
        guard requester == .operator else { throw .forbidden(.configure) }
        var changes: [Change] = []
        for id in expiring.sorted() {
            guard let node = nodes[id], changes.count < Self.maximumExpirations else { continue }
            let lifetime = Int64(node.configuration.itemLifetimeSeconds) * 1000
            let oldest = Timestamp(milliseconds: now.milliseconds - lifetime)
            changes += node.items.published(before: oldest)
                .prefix(Self.maximumExpirations - changes.count)
                .map { .itemRetracted(id, $0, notify: .configured) }
        }
        return Decision(changes: changes)
    }
}
