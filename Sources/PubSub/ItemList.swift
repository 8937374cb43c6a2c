import XMPP

/// The kept items of a node, in order of publication (XEP-0060 §13.1), without their payloads.
///
/// An item that is published again becomes the newest. Taking the oldest is the common case, so the
/// front moves along the array and the space before it is given back now and then. A service holds
/// very many of these: publishers stand in a table of their own, and short lists are searched
/// instead of having an index.
public struct ItemList: Sendable {
    private struct Slot: Sendable {
        var id: ItemID
        var position: Position
        var time: Timestamp
        var created: Position
        /// In `publishers`; -1 for none.
        var publisher: Int32
    }

    private var slots: [Slot] = []
    private var front = 0
    /// Where each item is; empty as long as the list is short.
    private var positions: [ItemID: Position] = [:]
    private var publishers = PublisherTable()

    /// Up to so many items are searched one by one.
    private static let shortCount = 24

    /// Makes an empty list.
    public init() {}

    /// How many items are kept.
    public var count: Int { slots.count - front }

    /// Oldest first.
    public var all: [ItemReference] { newest(count) }

    /// The newest so many, oldest first.
    public func newest(_ count: Int) -> [ItemReference] {
        references(max(0, self.count - max(0, count))..<self.count)
    }

    /// The newest so many of those that were published up to a position, oldest first.
    func newest(_ count: Int, through position: Position) -> [ItemReference] {
        let end = place(after: position)
        return references(max(0, end - max(0, count))..<end)
    }

    /// Those at these places, counted from the oldest.
    func references(_ range: Range<Int>) -> [ItemReference] {
        range.map { reference(slots[front + $0]) }
    }

    /// The item of this name.
    public subscript(id: ItemID) -> ItemReference? {
        index(of: id).map { reference(slots[front + $0]) }
    }

    /// The place of an item, counted from the oldest.
    func index(of id: ItemID) -> Int? {
        guard !positions.isEmpty else {
            return slots[front...].firstIndex { $0.id == id }.map { $0 - front }
        }
        return positions[id].flatMap(index(of:))
    }

    /// Whether there is an item of this name.
    public func contains(_ id: ItemID) -> Bool { index(of: id) != nil }

    /// The ids of the oldest so many that are not excepted.
    func oldest(_ count: Int, except kept: Set<ItemID>) -> [ItemID] {
        Array(slots[front...].lazy.map(\.id).filter { !kept.contains($0) }.prefix(max(0, count)))
    }

    /// The oldest items, as long as they were published before a moment.
    func published(before moment: Timestamp) -> [ItemID] {
        slots[front...].prefix { $0.time < moment }.map(\.id)
    }

    /// The list without those. It shares what it has with this one, for it is made to be read only.
    func without(publishedBefore moment: Timestamp) -> ItemList {
        var rest = self
        rest.front += slots[front...].prefix { $0.time < moment }.count
        return rest
    }

    /// How many texts of publishers it holds, for as many items or fewer.
    var publisherCount: Int { publishers.count }

    /// An item that was taken out, and its place, counted from the oldest.
    struct Removed: Sendable, Hashable {
        var reference: ItemReference
        var index: Int
    }

    /// Adds an item whose position is after those of all others.
    ///
    /// - Returns: the item of the same name that it takes the place of.
    @discardableResult
    mutating func append(_ reference: ItemReference) -> Removed? {
        let replaced = replace(reference)
        slots.append(slot(of: reference))
        if publishers.count > 2 * count + Self.shortCount { compactPublishers() }
        if positions.isEmpty { note(reference) }
        return replaced
    }

    /// Takes the item of the same name out, and enters the new one. With one look into the index: at a start,
    /// that is most of what an item costs.
    private mutating func replace(_ reference: ItemReference) -> Removed? {
        guard !positions.isEmpty else { return remove(reference.id) }
        let before = positions.updateValue(reference.position, forKey: reference.id)
        return before.flatMap(index(of:)).map { removeSlot($0) }
    }

    @discardableResult
    mutating func remove(_ id: ItemID) -> Removed? {
        guard let index = index(of: id) else { return nil }
        positions[id] = nil
        return removeSlot(index)
    }

    private mutating func removeSlot(_ index: Int) -> Removed {
        let removed = Removed(reference: reference(slots[front + index]), index: index)
        guard index == 0 else {
            slots.remove(at: front + index)
            return removed
        }
        front += 1
        if front > 32, front * 2 > slots.count { compact() }
        return removed
    }

    /// Puts an item back where it was: what came and went since then has been undone.
    mutating func putBack(_ removed: Removed) {
        let slot = slot(of: removed.reference)
        if removed.index == 0, front > 0 {
            front -= 1
            slots[front] = slot
        } else {
            slots.insert(slot, at: front + removed.index)
        }
        note(removed.reference)
    }

    private mutating func slot(of reference: ItemReference) -> Slot {
        Slot(
            id: reference.id, position: reference.position, time: reference.time,
            created: reference.created,
            publisher: reference.publisher.map { publishers.number(of: $0) } ?? -1)
    }

    private mutating func note(_ reference: ItemReference) {
        if !positions.isEmpty {
            positions[reference.id] = reference.position
        } else if count > Self.shortCount {
            for slot in slots[front...] { positions[slot.id] = slot.position }
        }
    }

    mutating func removeAll() { self = ItemList() }

    /// Gives back what items that went have left behind.
    private mutating func compact() {
        slots.removeFirst(front)
        front = 0
        compactPublishers()
    }

    /// Gives back the publishers that no item has any more, and those that stand in the table again
    /// and again: it never has many more than there are items.
    private mutating func compactPublishers() {
        let numbers = publishers.keepOnly(slots[front...].lazy.map(\.publisher))
        for index in slots.indices.dropFirst(front) {
            slots[index].publisher = numbers[slots[index].publisher] ?? -1
        }
    }

    private func reference(_ slot: Slot) -> ItemReference {
        ItemReference(
            id: slot.id, position: slot.position,
            publisher: slot.publisher < 0 ? nil : publishers[slot.publisher], time: slot.time,
            created: slot.created)
    }

    private func index(of position: Position) -> Int? {
        let index = place(after: position) - 1
        return index >= 0 && slots[front + index].position == position ? index : nil
    }

    /// How many were published up to a position. By binary search: slots stand in order of theirs.
    private func place(after position: Position) -> Int {
        var low = front
        var high = slots.count
        while low < high {
            let middle = (low + high) / 2
            if slots[middle].position <= position { low = middle + 1 } else { high = middle }
        }
        return low - front
    }
}

extension ItemList: Hashable {
    /// Whether both have the same items in the same order.
    public static func == (one: ItemList, other: ItemList) -> Bool { one.all == other.all }

    /// Hashes the items in their order.
    public func hash(into hasher: inout Hasher) { hasher.combine(all) }
}
