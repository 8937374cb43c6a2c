import JSONText
import PubSub
import XMPP

extension Publication {
    /// The text of `data:` for this item.
    func data(node: NodeID, time: Timestamp, format: ItemFormat) -> String {
        switch format {
        case .item: item.payload?.container?.text ?? serialisedItem
        case .payload: item.payload.map { $0.container?.text ?? $0.xml } ?? ""
        case .json: envelope(node: node, time: time).text
        }
    }

    /// `<item/>` as Prosody's module sends it (XEP-0060 §6.5.3).
    private var serialisedItem: String {
        var tag = "<item id=\"\(XMLWriter.escapedAttribute(item.id.description))\""
        if let publisher = shownPublisher {
            tag += " publisher=\"\(XMLWriter.escapedAttribute(publisher.description))\""
        }
        tag += " xmlns=\"\(Namespaces.pubsub)\""
        guard let payload = item.payload else { return tag + "/>" }
        return "\(tag)>\(payload.xml)</item>"
    }

    private func envelope(node: NodeID, time: Timestamp) -> JSON {
        var members = [
            JSON.Member("node", .string(node.description)),
            JSON.Member("id", .string(item.id.description)),
        ]
        if let publisher = shownPublisher {
            members.append(JSON.Member("publisher", .string(publisher.description)))
        }
        members.append(JSON.Member("published", .string(time.description)))
        members.append(JSON.Member("payload", item.payload?.json ?? .null))
        return .object(members)
    }
}

extension XMLFragment {
    /// What a payload holds that is only there to carry text through XMPP.
    fileprivate enum Container {
        /// XEP-0335: should be JSON, but nobody has checked it.
        case json(String)
        /// Plain text, as Prosody's mod_pubsub_post carries it.
        case text(String)

        var text: String {
            switch self {
            case .json(let text), .text(let text): text
            }
        }
    }

    fileprivate var container: Container? {
        switch (name, namespace) {
        case ("json", Namespaces.json): .json(characterData)
        case ("data", Namespaces.data): .text(characterData)
        default: nil
        }
    }

    /// JSON becomes part of the envelope; XML and text stand in it as a string.
    fileprivate var json: JSON {
        switch container {
        case .json(let text) where JSONSyntax.accepts(text): .verbatim(text)
        case .json(let text), .text(let text): .string(text)
        case nil: .string(xml)
        }
    }
}
