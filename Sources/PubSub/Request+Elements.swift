import XMPP

/// The parts of a request, each read from its element.
extension Element {
    var optionalNode: NodeID? {
        self[attribute: "node"].flatMap { $0.isEmpty ? nil : NodeID($0) }
    }

    var requiredNode: NodeID {
        get throws(PubSubError) {
            guard let node = optionalNode else { throw .nodeRequired }
            return node
        }
    }

    var requiredJID: JID {
        get throws(PubSubError) {
            guard let text = self[attribute: "jid"] else { throw .jidRequired }
            return try JID(written: text)
        }
    }

    /// The child of this name, if there is one.
    ///
    /// - Throws: `malformed` where there are several: to take the first would be to guess.
    func only(_ name: String, namespace: String) throws(PubSubError) -> Element? {
        let found = all(name, namespace: namespace)
        guard found.count <= 1 else {
            throw .malformed("<\(self.name)/> has more than one <\(name)/>")
        }
        return found.first
    }

    /// The data form in it, if there is one (XEP-0004).
    var dataForm: DataForm? {
        get throws(PubSubError) {
            guard let element = try only("x", namespace: Namespaces.dataForms) else { return nil }
            let form: DataForm
            do {
                form = try DataForm(element)
            } catch {
                throw .malformed("the data form is not one of XEP-0004: \(error)")
            }
            var names: Set<String> = []
            for field in form.fields where field.type != "fixed" {
                guard names.insert(field.name).inserted else {
                    throw .malformed("the field '\(field.name)' stands in the form twice")
                }
            }
            return form
        }
    }

    var requiredDataForm: DataForm {
        get throws(PubSubError) {
            guard let form = try dataForm else { throw .malformed("<\(name)/> has no data form") }
            return form
        }
    }

    /// Its children of a name, each read by the same function; those that it makes nothing of are
    /// left out.
    func lines<Line>(
        _ name: String, _ read: (Element) throws(PubSubError) -> Line?
    ) throws(PubSubError) -> [Line] {
        let elements = all(name, namespace: namespace)
        guard !elements.isEmpty else { throw .malformed("<\(self.name)/> has no <\(name)/>") }
        var lines: [Line] = []
        for element in elements {
            if let line = try read(element) { lines.append(line) }
        }
        return lines
    }
}

extension JID {
    /// - Throws: `invalidJID` for a text that is none.
    init(written text: String) throws(PubSubError) {
        do {
            self = try JID(text)
        } catch {
            throw .invalidJID("'\(text.prefix(64))': \(error)")
        }
    }
}

extension ItemDraft {
    /// - Throws: `invalidPayload` for text beside the payload: a payload is an element.
    init(_ element: Element) throws(PubSubError) {
        guard element.text.utf8.allSatisfy({ Self.whiteSpace.contains($0) }) else {
            throw .invalidPayload("an item has one element, and no text beside it")
        }
        self.init(
            id: element[attribute: "id"].map { ItemID($0) },
            payloads: element.elements.map(XMLFragment.init))
    }

    /// XML 1.0 §2.3
    private static let whiteSpace = Set(" \t\r\n".utf8)
}

extension AffiliationChange {
    /// Without the attribute nothing is to be changed (XEP-0060 §8.9.2.1).
    static func line(_ element: Element) throws(PubSubError) -> AffiliationChange? {
        let jid = try element.requiredJID
        guard let text = element[attribute: "affiliation"] else { return nil }
        guard let affiliation = Affiliation(rawValue: text) else {
            throw .malformed("'\(text)' is no affiliation")
        }
        return AffiliationChange(jid: jid, affiliation: affiliation)
    }
}

extension SubscriptionChange {
    /// Without the attribute nothing is to be changed (XEP-0060 §8.8.2.1).
    static func line(_ element: Element) throws(PubSubError) -> SubscriptionChange? {
        let jid = try element.requiredJID
        guard let text = element[attribute: "subscription"] else { return nil }
        let state = Subscription.State(rawValue: text)
        guard text == "none" || state != nil else {
            throw .malformed("'\(text)' is no state of a subscription")
        }
        return SubscriptionChange(jid: jid, state: state)
    }
}
