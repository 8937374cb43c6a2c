import XMPP

/// The parts of a request, each read from its element.
extension Element {
    var optionalNode: NodeID? {
        self[attribute: "node"].flatMap { $0.isEmpty ? nil : $0 }
    }

    var requiredNode: NodeID {
        get throws(PubSubError) {
            guard let node = optionalNode else { throw .nodeRequired }
            return node
        }
    }

    var requiredJID: JID {
        get throws(PubSubError) {
            guard let text = self[attribute: "jid"] else {
                throw .malformed("<\(name)/> has no 'jid'")
            }
            do {
                return try JID(text)
            } catch {
                throw .malformed("'\(text)' is not a JID: \(error)")
            }
        }
    }

    /// The data form in it, if there is one (XEP-0004).
    var dataForm: DataForm? {
        get throws(PubSubError) {
            guard let form = first("x", namespace: Namespaces.dataForms) else { return nil }
            do {
                return try DataForm(form)
            } catch {
                throw .malformed("the data form is not one of XEP-0004: \(error)")
            }
        }
    }

    /// Its children of a name, each read by the same function.
    func lines<Line>(
        _ name: String, _ read: (Element) throws(PubSubError) -> Line
    ) throws(PubSubError) -> [Line] {
        var lines: [Line] = []
        for element in all(name, namespace: namespace) { lines.append(try read(element)) }
        guard !lines.isEmpty else { throw .malformed("<\(self.name)/> has no <\(name)/>") }
        return lines
    }
}

extension ItemDraft {
    init(_ element: Element) {
        self.init(id: element[attribute: "id"], payloads: element.elements.map(XMLFragment.init))
    }
}

extension ItemSelection {
    /// Ids win over `max_items`, which is for the newest (XEP-0060 §6.5.7, §6.5.8).
    init(_ items: Element) throws(PubSubError) {
        let ids = items.all("item", namespace: Namespaces.pubsub).compactMap { $0[attribute: "id"] }
        if !ids.isEmpty {
            self = .identified(ids)
        } else if let text = items[attribute: "max_items"] {
            guard let count = Int(text), count > 0 else {
                throw .malformed("max_items='\(text)' is not a positive number")
            }
            self = .newest(count)
        } else {
            self = .all
        }
    }
}

extension AffiliationChange {
    init(_ element: Element) throws(PubSubError) {
        let text = element[attribute: "affiliation"] ?? ""
        guard let affiliation = Affiliation(rawValue: text) else {
            throw .malformed("'\(text)' is no affiliation")
        }
        self.init(jid: try element.requiredJID, affiliation: affiliation)
    }
}

extension SubscriptionChange {
    init(_ element: Element) throws(PubSubError) {
        let text = element[attribute: "subscription"] ?? ""
        guard text == "none" || Subscription.State(rawValue: text) != nil else {
            throw .malformed("'\(text)' is no state of a subscription")
        }
        self.init(
            jid: try element.requiredJID, state: Subscription.State(rawValue: text))
    }
}
