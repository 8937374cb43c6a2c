import PubSub

/// The rings of a loop: one for each selection that has readers.
struct RingTable {
    private let epoch: String
    private var rings: [Ring?] = []
    private var free: [Int32] = []
    private var bySelection: [Selection: Int32] = [:]
    private var followers: [NodeAddress: [Int32]] = [:]

    /// - Parameter epoch: The journal's name.
    init(epoch: String) {
        self.epoch = epoch
    }

    var count: Int { bySelection.count }

    subscript(index: Int32) -> Ring? { rings[Int(index)] }

    /// The rings that follow a node.
    func following(_ address: NodeAddress) -> [Int32] {
        followers[address] ?? []
    }

    /// The ring of a selection, made if there is none.
    mutating func index(of selection: Selection, head: Position) -> Int32 {
        if let index = bySelection[selection] { return index }
        let ring = Ring(selection, epoch: epoch, head: head)
        let index: Int32
        if let freed = free.popLast() {
            index = freed
            rings[Int(index)] = ring
        } else {
            index = Int32(rings.count)
            rings.append(ring)
        }
        bySelection[selection] = index
        for address in selection.addresses { followers[address, default: []].append(index) }
        return index
    }

    /// Forgets a ring that has no readers left.
    mutating func remove(_ index: Int32) {
        guard let ring = rings[Int(index)] else { return }
        rings[Int(index)] = nil
        free.append(index)
        bySelection[ring.selection] = nil
        for address in ring.selection.addresses {
            followers[address]?.removeAll { $0 == index }
            if followers[address]?.isEmpty == true { followers[address] = nil }
        }
    }
}
