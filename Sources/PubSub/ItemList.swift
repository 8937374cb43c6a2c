/// The kept items of a node, in order of publication (XEP-0060 §13.1), without their payloads.
///
/// An item that is published again becomes the newest. Taking the oldest is the common case, so the
/// front moves along the array and the space before it is given back now and then.
public struct ItemList: Sendable, Hashable {
    private var references: [ItemReference] = []
    private var front = 0
    private var positions: [ItemID: Position] = [:]

    public init() {}

    public var count: Int { positions.count }

    /// Oldest first.
    public var all: ArraySlice<ItemReference> { references[front...] }

    /// The newest so many, oldest first.
    public func newest(_ count: Int) -> ArraySlice<ItemReference> {
        all.suffix(max(0, count))
    }

    public subscript(id: ItemID) -> ItemReference? {
        positions[id].flatMap(index(of:)).map { references[$0] }
    }

    public func contains(_ id: ItemID) -> Bool {
        positions[id] != nil
    }

    /// Adds an item whose position is after those of all others.
    mutating func append(_ reference: ItemReference) {
        remove(reference.id)
        references.append(reference)
        positions[reference.id] = reference.position
    }

    mutating func remove(_ id: ItemID) {
        guard let position = positions.removeValue(forKey: id), let index = index(of: position)
        else { return }
        guard index == front else {
            references.remove(at: index)
            return
        }
        front += 1
        if front > 32, front * 2 > references.count {
            references.removeFirst(front)
            front = 0
        }
    }

    mutating func removeAll() {
        self = ItemList()
    }

    /// By binary search: references stand in order of their positions.
    private func index(of position: Position) -> Int? {
        var low = front
        var high = references.count
        while low < high {
            let middle = (low + high) / 2
            if references[middle].position < position { low = middle + 1 } else { high = middle }
        }
        return low < references.count && references[low].position == position ? low : nil
    }
}
