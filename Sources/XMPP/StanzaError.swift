/// The error inside a stanza of type `error` (RFC 6120 §8.3).
public struct StanzaError: Error, Sendable, Hashable {
    /// What the sender may do about it (RFC 6120 §8.3.2).
    public enum ErrorType: String, Sendable, CaseIterable {
        /// Try again with credentials.
        case auth
        /// Do not try again.
        case cancel
        /// Go on: it was only a warning.
        case `continue`
        /// Try again with other data.
        case modify
        /// Try again later.
        case wait
    }

    /// What the sender may do about it.
    public var type: ErrorType
    /// What went wrong.
    public var condition: StanzaErrorCondition
    /// A sentence for people.
    public var text: String?
    /// A condition of the application, such as one of XEP-0060's.
    public var application: Element?

    /// Makes an error; without a type it gets the one usual for the condition.
    public init(
        _ condition: StanzaErrorCondition, type: ErrorType? = nil, text: String? = nil,
        application: Element? = nil
    ) {
        self.type = type ?? condition.usualType
        self.condition = condition
        self.text = text
        self.application = application
    }

    /// Reads an `<error/>`; `nil` if the element is none, or names no condition that is known.
    ///
    /// An error without a valid type gets the one usual for its condition.
    public init?(_ element: Element) {
        guard element.name == "error" else { return nil }
        let defined = element.elements.filter { $0.namespace == Namespaces.stanzaErrors }
        guard
            let condition = defined.lazy.compactMap({ StanzaErrorCondition(rawValue: $0.name) })
                .first
        else { return nil }
        self.init(
            condition,
            type: element[attribute: "type"].flatMap(ErrorType.init(rawValue:)),
            text: defined.first { $0.name == "text" }?.text,
            application: element.elements.first { $0.namespace != Namespaces.stanzaErrors })
    }

    /// The `<error/>` to put into a stanza of a component stream.
    public var element: Element {
        var children = [
            Element.Node.element(Element(condition.rawValue, namespace: Namespaces.stanzaErrors))
        ]
        if let text {
            children.append(
                .element(Element("text", namespace: Namespaces.stanzaErrors, text: text)))
        }
        if let application { children.append(.element(application)) }
        return Element(
            "error", namespace: Namespaces.component, attributes: [("type", type.rawValue)],
            children: children)
    }
}
