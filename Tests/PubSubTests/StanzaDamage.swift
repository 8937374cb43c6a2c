import Foundation
import Seeding
import XMPP

/// Damages well-formed requests in every way that leaves them XML: children missing, doubled, moved
/// or of another namespace, attributes gone, doubled or absurd, texts replaced.
struct StanzaDamage {
    var generator: SeededGenerator

    private static let texts = [
        "", " ", "0", "-1", "99999999999999999999", "news", "nothing", "{id}", "a@b/c", "@",
        "\u{FEFF}",
        "none", "pending", "owner", "outcast", "max",
        "http://jabber.org/protocol/pubsub#get-pending",
        "http://jabber.org/protocol/pubsub#node_config", String(repeating: "x", count: 5000),
    ]
    private static let names = [
        "item", "items", "publish", "retract", "subscribe", "options", "configure", "create", "x",
        "field", "value", "set", "max", "after", "before", "index", "order", "affiliation",
    ]
    private static let namespaces = [
        "", Namespaces.pubsub, Namespaces.pubsubOwner, Namespaces.pubsubEvent, Namespaces.dataForms,
        Namespaces.rsm, Namespaces.commands, "urn:xmpp:order-by:1",
    ]
    private static let attributes = [
        "node", "jid", "id", "subid", "affiliation", "subscription", "max_items", "notify", "type",
        "var", "action", "sessionid", "by", "desc",
    ]

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    /// Every request that a transcript sends.
    static func templates() throws -> [Element] {
        try TranscriptTests.files.flatMap { file in
            let text = try String(
                contentsOf: TranscriptTests.folder.appending(path: file), encoding: .utf8)
            return try Transcript(text).steps.filter { $0.direction == .sends }.map { step in
                var stanza = step.stanza
                stanza[attribute: "from"] = step.entity
                stanza[attribute: "to"] = "pubsub.example.org"
                return stanza
            }
        }
    }

    mutating func damaged(_ stanza: Element) -> Element {
        var stanza = stanza
        for index in stanza.children.indices {
            guard case .element(let child) = stanza.children[index] else { continue }
            stanza.children[index] = .element(inner(child))
        }
        if generator.chance(in: 20) { stanza.children.removeAll() }
        if generator.chance(in: 20) { stanza.children += stanza.children }
        if generator.chance(in: 20) { stanza[attribute: "type"] = generator.pick(["get", "set"]) }
        return stanza
    }

    private mutating func inner(_ element: Element) -> Element {
        var element = element
        element.children = element.children.flatMap { child -> [Element.Node] in
            guard case .element(let inside) = child else {
                return [generator.chance(in: 8) ? .text(generator.pick(Self.texts)) : child]
            }
            switch generator.next() % 24 {
            case 0: return []
            case 1: return [child, child]
            case 2: return [.element(inner(inside)), .text(generator.pick(Self.texts))]
            case 3:
                return [.element(Element(generator.pick(Self.names), namespace: element.namespace))]
            default: return [.element(inner(inside))]
            }
        }
        switch generator.next() % 16 {
        case 0: element.name = generator.pick(Self.names)
        case 1:
            element.namespace = generator.pick(Self.namespaces)
            element.declarations = []
        case 2: element[attribute: generator.pick(Self.attributes)] = generator.pick(Self.texts)
        case 3: element[attribute: generator.pick(Self.attributes)] = nil
        case 4: element.children.reverse()
        default: break
        }
        return element
    }
}
