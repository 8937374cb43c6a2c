import EventStream
import JSONText
import PubSub
import XMPP

extension ServerSentEvent {
    /// What readers see of an entry: an item is an unnamed event, so that `onmessage` gets it; whatever
    /// else happens to a node is a named one with a JSON object.
    init?(_ entry: Entry, format: ItemFormat) {
        switch entry.change {
        case .itemPublished(let node, let publication):
            self.init(data: publication.data(node: node, time: entry.time, format: format))
        case .itemRetracted(let node, let item, _):
            self.init(
                event: "retract",
                json: [
                    "node": .string(node.description), "id": .string(item.description),
                ])
        case .nodePurged(let node):
            self.init(event: "purge", json: ["node": .string(node.description)])
        case .nodeDeleted(let node, let redirect):
            let members = [JSON.Member("node", .string(node.description))]
            let rest = redirect.map { [JSON.Member("redirect", .string($0.uri))] } ?? []
            self.init(event: "delete", json: .object(members + rest))
        case .nodeCreated(let node, let configuration),
            .nodeConfigured(let node, let configuration, _):
            self.init(event: "configuration", json: configuration.json(node: node))
        case .affiliationSet, .subscriptionSet:
            return nil
        }
    }

    private init(event: String, json: JSON) {
        self.init(event: event, data: json.text)
    }
}

extension NodeConfiguration {
    /// What of a node's configuration concerns its readers, under the names of XEP-0060 §16.4.3; of a
    /// node that is closed to them, only that it is.
    fileprivate func json(node: NodeID) -> JSON {
        guard accessModel == .open else {
            return [
                "node": .string(node.description), "access_model": .string(accessModel.rawValue),
            ]
        }
        return [
            "node": .string(node.description), "title": .string(title),
            "description": .string(summary),
            "type": .string(payloadType), "access_model": .string(accessModel.rawValue),
            "persist_items": .boolean(persistsItems), "max_items": .integer(maximumItems),
        ]
    }
}
