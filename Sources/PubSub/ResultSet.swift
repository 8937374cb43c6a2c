import XMPP

/// A page of a result set, as it is asked for (XEP-0059 §2). Members are known by their names,
/// which are ItemIDs or NodeIDs.
public struct PageRequest: Sendable, Hashable {
    /// Where the page lies.
    public enum Place: Sendable, Hashable {
        case start
        case after(ItemID)
        case before(ItemID)
        /// The last page (XEP-0059 §2.5).
        case end
        /// From the member at this index on, counted from 0 (XEP-0059 §2.6).
        case index(Int)
    }

    /// Where the page lies.
    public var place: Place
    /// How many members, at most; 0 asks for the count alone (XEP-0059 §2.7). `nil`: as many as
    /// there are.
    public var maximumCount: Int?

    /// Asks for a page; by default for all from the start.
    public init(_ place: Place = .start, maximumCount: Int? = nil) {
        self.place = place
        self.maximumCount = maximumCount
    }

    /// Whether the page is fixed at its end, so that what does not fit goes from its beginning.
    var isBackward: Bool {
        switch place {
        case .before, .end: true
        case .start, .after, .index: false
        }
    }

    /// The page in a set of so many members.
    ///
    /// - Throws: `itemNotFound` where the member that it begins or ends at is not there (XEP-0059
    ///   §2.4).
    func range(
        ofCount count: Int, index: (ItemID) -> Int?
    ) throws(PubSubError) -> Range<Int> {
        let maximum = min(maximumCount ?? count, count)
        switch place {
        case .start:
            return 0..<maximum
        case .index(let start):
            let start = min(start, count)
            return start..<min(start + maximum, count)
        case .end:
            return count - maximum..<count
        case .after(let name):
            guard let found = index(name) else { throw .itemNotFound(name) }
            return found + 1..<min(found + 1 + maximum, count)
        case .before(let name):
            guard let found = index(name) else { throw .itemNotFound(name) }
            return max(0, found - maximum)..<found
        }
    }
}

/// What an answer says of the page that it holds (XEP-0059 §2.2).
public struct ResultSet: Sendable, Hashable {
    /// The name of the first member on the page; `nil` on an empty one.
    public var first: String?
    /// The name of the last member on the page; `nil` on an empty one.
    public var last: String?
    /// The first member's place in the whole set, counted from 0.
    public var index: Int
    /// How many members the whole set has.
    public var count: Int

    /// Makes the description of a page.
    public init(first: String?, last: String?, index: Int, count: Int) {
        self.first = first
        self.last = last
        self.index = index
        self.count = count
    }

    var element: Element {
        var children: [Element.Node] = []
        if let first, let last {
            children = [
                .element(
                    Element(
                        "first", namespace: Namespaces.rsm, attributes: [("index", String(index))],
                        text: first)),
                .element(Element("last", namespace: Namespaces.rsm, text: last)),
            ]
        }
        children.append(.element(Element("count", namespace: Namespaces.rsm, text: String(count))))
        return Element("set", namespace: Namespaces.rsm, children: children)
    }
}

extension PageRequest {
    /// Reads the `<set/>` beside a request; `nil` where there is none.
    init?(besideIn parent: Element) throws(PubSubError) {
        guard let set = try parent.only("set", namespace: Namespaces.rsm) else { return nil }
        self.init(maximumCount: try set.number("max"))
        let after = try set.only("after", namespace: Namespaces.rsm)
        let before = try set.only("before", namespace: Namespaces.rsm)
        let index = try set.number("index")
        switch (after?.text, before?.text, index) {
        case (nil, nil, nil): place = .start
        case (let name?, nil, nil): place = .after(ItemID(name))
        case (nil, let name?, nil): place = name.isEmpty ? .end : .before(ItemID(name))
        case (nil, nil, let index?): place = .index(index)
        default: throw .malformed("<set/> says in more than one way where the page lies")
        }
    }
}

extension Element {
    /// The number in a child of a `<set/>`.
    fileprivate func number(_ name: String) throws(PubSubError) -> Int? {
        guard let text = try only(name, namespace: Namespaces.rsm)?.text else { return nil }
        guard let number = Int(text), 0...Int(Int32.max) ~= number else {
            throw .malformed("<\(name)>\(text)</\(name)> is not a number from 0 on")
        }
        return number
    }
}
