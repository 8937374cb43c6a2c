extension Element {
    /// The child elements in order; fragments are left out, for they are payloads that nobody looks
    /// into.
    public var elements: [Element] {
        children.compactMap { node in
            if case .element(let element) = node { element } else { nil }
        }
    }

    /// The first child element of this name.
    public func first(_ name: String, namespace: String) -> Element? {
        for case .element(let element) in children
        where element.isNamed(name, namespace: namespace) {
            return element
        }
        return nil
    }

    /// All child elements of this name, in order.
    public func all(_ name: String, namespace: String) -> [Element] {
        elements.filter { $0.isNamed(name, namespace: namespace) }
    }

    /// The text that stands directly in this element, the pieces joined.
    public var text: String {
        var joined = ""
        for case .text(let piece) in children {
            // The usual element has one piece of text: it is handed on without a copy.
            if joined.isEmpty { joined = piece } else { joined += piece }
        }
        return joined
    }
}
