/// Items that do not stay for ever (`pubsub#item_expire`, XEP-0060 §16.4.3).
extension Engine {
    /// The facts that are due: items whose time is over go. To be asked now and then; the shell makes
    /// them durable and applies them as it does those of a request.
    ///
    /// - Parameter maximumCount: how many, at most; there may be more to ask for then.
    public func expirations(at now: Timestamp, maximumCount: Int = 1000) -> [Change] {
        var changes: [Change] = []
        for id in expiring.sorted() {
            guard let node = nodes[id], changes.count < maximumCount else { continue }
            let lifetime = Int64(node.configuration.itemLifetimeSeconds) * 1000
            let oldest = Timestamp(milliseconds: now.milliseconds - lifetime)
            changes += node.items.published(before: oldest).prefix(maximumCount - changes.count)
                .map { .itemRetracted(id, $0, notify: .configured) }
        }
        return changes
    }
}
