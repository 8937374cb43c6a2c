/// Counts how often each of many keys is held, and gives each a small number while it is.
struct CountTable<Key: Hashable & Sendable>: Sendable {
    private struct Slot: Sendable {
        var key: Key?
        var count: Int32
    }

    private var slots: [Slot] = []
    private var free: [Int32] = []
    private var indices: [Key: Int32] = [:]

    /// Keys that are held.
    var keys: Int { indices.count }

    /// How often a key is held.
    func count(of key: Key) -> Int {
        indices[key].map { Int(slots[Int($0)].count) } ?? 0
    }

    /// The key of a number that is in use.
    subscript(index: Int32) -> Key? {
        slots.indices.contains(Int(index)) ? slots[Int(index)].key : nil
    }

    /// Holds a key once more.
    mutating func hold(_ key: Key) -> Int32 {
        if let index = indices[key] {
            slots[Int(index)].count += 1
            return index
        }
        let index: Int32
        if let freed = free.popLast() {
            index = freed
            slots[Int(index)] = Slot(key: key, count: 1)
        } else {
            index = Int32(slots.count)
            slots.append(Slot(key: key, count: 1))
        }
        indices[key] = index
        return index
    }

    /// Holds a key once less.
    mutating func releaseKey(_ key: Key) {
        if let index = indices[key] { release(index) }
    }

    /// Holds the key of a number once less. The number may name another key afterwards.
    mutating func release(_ index: Int32) {
        guard slots.indices.contains(Int(index)), let key = slots[Int(index)].key else { return }
        slots[Int(index)].count -= 1
        guard slots[Int(index)].count == 0 else { return }
        slots[Int(index)].key = nil
        free.append(index)
        indices[key] = nil
        if indices.isEmpty { self = CountTable() }
    }
}
