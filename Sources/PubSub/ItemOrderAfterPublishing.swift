/// Which items a node has while the items of one request are published to it, one after the other.
struct ItemOrderAfterPublishing {
    private let items: ItemList
    /// What was published by now, the oldest first.
    private var added: [ItemID] = []
    /// What of `items` is not at its old place any more: published again, or gone.
    private var moved: Set<ItemID> = []
    private var count: Int

    init(_ items: ItemList) {
        self.items = items
        count = items.count
    }

    /// Gives the items that have to go for it, the oldest first.
    mutating func publish(_ id: ItemID, maximumCount: Int) -> [ItemID] {
        if let index = added.firstIndex(of: id) {
            added.remove(at: index)
        } else if !items.contains(id) || moved.contains(id) {
            count += 1
        }
        added.append(id)
        moved.insert(id)
        let excess = max(0, count - maximumCount)
        var displaced = items.oldest(excess, except: moved)
        moved.formUnion(displaced)
        let rest = excess - displaced.count
        displaced += added.prefix(rest)
        added.removeFirst(rest)
        count -= excess
        return displaced
    }
}
