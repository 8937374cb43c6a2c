/// One stanza: an iq, a message or a presence with its addresses prepared (RFC 6120 §8).
public struct Stanza: Sendable, Hashable {
    /// The three kinds of stanza; the raw value is the element's name.
    public enum Kind: String, Sendable {
        case iq
        case message
        case presence
    }

    /// Which kind it is.
    public var kind: Kind
    /// The `type` attribute: of an iq `get`, `set`, `result` or `error`.
    public var type: String?
    /// The `id` attribute.
    public var id: String?
    /// Who sent it.
    public var from: JID?
    /// Whom it is for.
    public var to: JID?
    /// The `xml:lang` attribute.
    public var language: String?
    /// The child elements; the white space between them is left out.
    public var children: [Element]

    /// Makes a stanza.
    public init(
        _ kind: Kind, type: String? = nil, id: String? = nil, from: JID? = nil, to: JID? = nil,
        language: String? = nil, children: [Element] = []
    ) {
        self.kind = kind
        self.type = type
        self.id = id
        self.from = from
        self.to = to
        self.language = language
        self.children = children
    }

    /// Reads a top-level element of a stream; `nil` if it is no stanza, or an address of it cannot
    /// be prepared.
    ///
    /// `StanzaReading` tells the two apart, and has the answer to the second.
    public init?(_ element: Element) {
        guard case .stanza(let stanza) = StanzaReading(element) else { return nil }
        self = stanza
    }

    /// The stanza as an element of a component stream.
    public var element: Element {
        var element = Element(
            kind.rawValue, namespace: Namespaces.component,
            attributes: [
                ("type", type), ("id", id), ("from", from?.description), ("to", to?.description),
            ],
            children: children.map { .element($0) })
        if let language {
            element.attributes.append(
                Attribute(name: "lang", namespace: Namespaces.xml, prefix: "xml", value: language))
        }
        return element
    }

    /// The child that an iq get or set asks with: the only one it has (RFC 6120 §8.2.3).
    public var payload: Element? { children.first }

    /// Whether it is an iq of type get or set, which must be answered (RFC 6120 §8.2.3).
    public var isRequest: Bool { kind == .iq && (type == "get" || type == "set") }

    /// The result of an iq get or set: the addresses swapped, the same id, at most one child.
    public func result(_ child: Element? = nil) -> Stanza {
        reply(type: "result", children: child.map { [$0] } ?? [])
    }

    /// The error that answers this stanza: the addresses swapped, the same id; what was asked is
    /// not repeated.
    ///
    /// An error is never answered with an error (RFC 6120 §8.3.1): the caller looks at `type`
    /// first.
    public func error(_ error: StanzaError) -> Stanza {
        reply(type: "error", children: [error.element])
    }

    private func reply(type: String, children: [Element]) -> Stanza {
        Stanza(kind, type: type, id: id, from: to, to: from, children: children)
    }
}
