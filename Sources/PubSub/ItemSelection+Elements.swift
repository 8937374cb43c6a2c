import XMPP

/// Reading which items are wanted from `<items/>` and what stands beside it.
extension ItemSelection {
    /// Ids win over `max_items` and pages, which are for the newest (XEP-0060 §6.5.7, §6.5.8).
    init(_ items: Element, beside pubsub: Element) throws(PubSubError) {
        let wanted = items.all("item", namespace: Namespaces.pubsub)
        let ids = wanted.compactMap { $0[attribute: "id"] }
        guard ids.count == wanted.count else {
            throw .malformed("an item is asked for without its id")
        }
        let newest = try items[attribute: "max_items"].map { text throws(PubSubError) in
            guard let count = Int(text), count > 0 else {
                throw .malformed("max_items='\(text)' is not a positive number")
            }
            return count
        }
        let page = try PageRequest(besideIn: pubsub)
        let order = try ItemOrder(besideIn: pubsub)
        if !ids.isEmpty {
            self = .identified(ids.map { ItemID($0) })
        } else if page != nil || order != nil {
            self = .page(page ?? PageRequest(), newest: newest, order ?? ItemOrder())
        } else {
            self = newest.map { .newest($0) } ?? .all
        }
    }
}

extension ItemOrder {
    static let namespace = "urn:xmpp:order-by:1"

    /// The first `<order/>` decides: no two items are equal in either of its fields (XEP-0413 §7).
    fileprivate init?(besideIn pubsub: Element) throws(PubSubError) {
        guard let order = pubsub.first("order", namespace: Self.namespace) else { return nil }
        let text = order[attribute: "by"] ?? ""
        guard let field = Field(rawValue: text) else {
            throw .malformed("items cannot be ordered by '\(text)'")
        }
        self.init(field, isDescending: ["1", "true"].contains(order[attribute: "desc"]))
    }
}
