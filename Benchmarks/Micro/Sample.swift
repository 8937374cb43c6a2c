import PubSub
import XMPP

/// What the steps are tried with: a publication of 200 bytes to one node.
enum Sample {
    static let service = "pubsub.example.org"
    static let node: NodeID = "news"
    static let text = String(repeating: "x", count: 200)
    static let address = NodeAddress(service: service, node: node)

    static let streamHead = Array(
        """
        <stream:stream xmlns='jabber:component:accept' \
        xmlns:stream='http://etherx.jabber.org/streams' id='1' from='\(service)'>
        """.utf8)

    static let stanza = Array(
        """
        <iq type='set' id='17' from='juliet@example.org/balcony' to='\(service)'>\
        <pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='\(node)'><item>\
        <json xmlns='urn:xmpp:json:0'>"\(text)"</json></item></publish></pubsub></iq>
        """.utf8)

    static let payload = XMLFragment(name: "json", namespace: Namespaces.json, text: text)

    static func entry(at position: Int64) -> Entry {
        let item = Item(id: "item-\(position)", payload: payload)
        return Entry(
            position: Position(rawValue: position), time: Timestamp(milliseconds: 0),
            service: service, change: .itemPublished(node, Publication(item: item)))
    }

    static let publication = Request(
        service: service, requester: .operator,
        verb: .publish(node, [ItemDraft(id: nil, payloads: [payload])], options: nil))
}
