/// What a top-level element of a stream turned out to be.
///
/// A stanza whose address cannot be prepared is not lost in silence: its sender, who waits for an
/// answer, gets `jid-malformed` at the address it wrote (RFC 6120 §8.3.3.8).
public enum StanzaReading: Sendable, Hashable {
    /// A stanza.
    case stanza(Stanza)
    /// A stanza with a bad address, and the finished error that answers it; `nil` where none is
    /// due.
    case malformedAddress(reply: Element?)
    /// Something else, such as a stream error.
    case notAStanza

    /// Reads an element of `jabber:component:accept`, or of `jabber:client`, which some servers
    /// send to components.
    public init(_ element: Element) {
        guard [Namespaces.component, Namespaces.client].contains(element.namespace),
            let kind = Stanza.Kind(rawValue: element.name)
        else {
            self = .notAStanza
            return
        }
        let type = element[attribute: "type"]
        let id = element[attribute: "id"]
        let addresses: (from: JID?, to: JID?)
        do throws(JIDError) {
            addresses = (try Self.address("from", of: element), try Self.address("to", of: element))
        } catch {
            let isAnswerDue = type != "error" && (kind != .iq || type != "result")
            self = .malformedAddress(
                reply: isAnswerDue ? Self.reply(to: element, because: error) : nil)
            return
        }
        self = .stanza(
            Stanza(
                kind, type: type, id: id, from: addresses.from, to: addresses.to,
                language: element.language, children: element.elements))
    }

    private static func address(
        _ name: String, of element: Element
    ) throws(JIDError) -> JID? {
        guard let text = element[attribute: name] else { return nil }
        return try JID(text)
    }

    /// An error from where the stanza was sent, or from nobody if that is the bad address, to
    /// whoever wrote it.
    private static func reply(to element: Element, because error: JIDError) -> Element {
        let error = StanzaError(.jidMalformed, text: error.description)
        return Element(
            element.name, namespace: Namespaces.component,
            attributes: [
                ("type", "error"), ("id", element[attribute: "id"]),
                ("from", element[attribute: "to"].flatMap { try? JID($0) }?.description),
                ("to", element[attribute: "from"]),
            ],
            children: [.element(error.element)])
    }
}
