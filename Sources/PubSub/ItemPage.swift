/// In which order items are answered (XEP-0413). Without one they stand as they were published.
public struct ItemOrder: Sendable, Hashable {
    /// What items are ordered by.
    public enum Field: String, Sendable, Hashable {
        /// When the ItemID was first published.
        case creation
        /// When it was last published.
        case modification
    }

    /// What counts.
    public var field: Field
    /// The newest first.
    public var isDescending: Bool

    /// Makes an order; by default that of publication.
    public init(_ field: Field = .modification, isDescending: Bool = false) {
        self.field = field
        self.isDescending = isDescending
    }
}

/// A page of a node's items (XEP-0060 §6.5.4).
public struct ItemPage: Sendable, Hashable {
    /// In the order of the answer.
    public var references: [ItemReference]
    /// The place of the first one in the whole set, counted from 0.
    public var index: Int
    /// How many items the whole set has.
    public var count: Int
    /// It is fixed at its end: where it is too much for one answer, the first items are left out,
    /// otherwise the last.
    public var isBackward: Bool

    /// Makes a page.
    public init(references: [ItemReference], index: Int, count: Int, isBackward: Bool) {
        self.references = references
        self.index = index
        self.count = count
        self.isBackward = isBackward
    }

    /// The part of the page whose publications are at hand.
    func reduced(to publications: [Position: Entry]) -> ItemPage {
        let isMissing = { (reference: ItemReference) in publications[reference.position] == nil }
        var page = self
        if isBackward {
            let missing = references.lastIndex(where: isMissing).map { $0 + 1 } ?? 0
            page.references = Array(references[missing...])
            page.index += missing
        } else if let missing = references.firstIndex(where: isMissing) {
            page.references = Array(references[..<missing])
        }
        return page
    }

    var resultSet: ResultSet {
        ResultSet(
            first: references.first?.id.description, last: references.last?.id.description,
            index: index, count: count)
    }
}
