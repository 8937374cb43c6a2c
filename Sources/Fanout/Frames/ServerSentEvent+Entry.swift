import EventStream
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
                data: JSONValue.object(["node": .string(node), "id": .string(item)]).text)
        case .nodePurged(let node):
            self.init(event: "purge", data: JSONValue.object(["node": .string(node)]).text)
        case .nodeDeleted(let node):
            self.init(event: "delete", data: JSONValue.object(["node": .string(node)]).text)
        case .nodeCreated(let node, let configuration),
            .nodeConfigured(let node, let configuration, _):
            self.init(event: "configuration", data: configuration.json(node: node).text)
        case .affiliationSet, .subscriptionSet:
            return nil
        }
    }
}

extension NodeConfiguration {
    /// What of a node's configuration concerns its readers, under the names of XEP-0060 §16.4.3; of a
    /// node that is closed to them, only that it is.
    fileprivate func json(node: NodeID) -> JSONValue {
        guard accessModel == .open else {
            return .object([
                "node": .string(node), "access_model": .string(accessModel.rawValue),
            ])
        }
        return .object([
            "node": .string(node), "title": .string(title), "description": .string(summary),
            "type": .string(payloadType), "access_model": .string(accessModel.rawValue),
            "persist_items": .boolean(persistsItems), "max_items": .number(maximumItems),
        ])
    }
}

extension StreamState {
    /// The data of `event: stream`.
    func json(epoch: String) -> String {
        switch self {
        case .open: JSONValue.object(["state": .string("open")]).text
        case .resumed: JSONValue.object(["state": .string("resumed")]).text
        case .shutdown: JSONValue.object(["state": .string("shutdown")]).text
        case .gap(let reason, let first):
            JSONValue.object([
                "state": .string("gap"), "reason": .string(reason.rawValue),
                "first": .string(Cursor(epoch: epoch, position: first).description),
            ]).text
        }
    }
}
