/// One XML element: names, namespaces, prefixes and attribute order as they were written.
///
/// The prefix and the declarations are kept so that what came in goes out alike; two elements that
/// differ only in them are therefore not equal. Code that only asks what an element means uses
/// `isNamed(_:namespace:)` and never a prefix.
/// Source: Namespaces in XML 1.0.
public struct Element: Sendable, Hashable {
    /// The local name, without a prefix.
    public var name: String
    /// The namespace that the name belongs to, `""` when it has none.
    public var namespace: String
    /// The prefix as written, `nil` where the default namespace applies.
    public var prefix: String?
    /// The `xmlns` attributes as written on this very element, in order.
    public var declarations: [NamespaceDeclaration]
    /// The other attributes, in the order they were written.
    public var attributes: [Attribute]
    /// What stands between the start tag and the end tag, in order.
    public var children: [Node]

    /// One child: an element, a piece of text, or an element that is kept in serialised form.
    public enum Node: Sendable, Hashable {
        case element(Element)
        case text(String)
        case fragment(XMLFragment)
    }

    /// Makes an element with attributes that have no namespace; an attribute whose value is `nil`
    /// is left out.
    public init(
        _ name: String, namespace: String, attributes: [(String, String?)] = [],
        children: [Node] = []
    ) {
        self.name = name
        self.namespace = namespace
        self.prefix = nil
        self.declarations = []
        self.attributes = attributes.compactMap { name, value in
            value.map { Attribute(name: name, value: $0) }
        }
        self.children = children
    }

    /// Makes an element with everything as it was written.
    public init(
        name: String, namespace: String, prefix: String?, declarations: [NamespaceDeclaration],
        attributes: [Attribute], children: [Node] = []
    ) {
        self.name = name
        self.namespace = namespace
        self.prefix = prefix
        self.declarations = declarations
        self.attributes = attributes
        self.children = children
    }

    /// Makes an element that holds only a text.
    public init(
        _ name: String, namespace: String, attributes: [(String, String?)] = [], text: String
    ) {
        self.init(name, namespace: namespace, attributes: attributes, children: [.text(text)])
    }

    /// The value of the attribute of this name that has no namespace; setting `nil` removes it.
    public subscript(attribute name: String) -> String? {
        get {
            attributes.first { $0.name == name && $0.namespace.isEmpty }?.value
        }
        set {
            let index = attributes.firstIndex { $0.name == name && $0.namespace.isEmpty }
            switch (index, newValue) {
            case (let index?, let value?): attributes[index].value = value
            case (let index?, nil): attributes.remove(at: index)
            case (nil, let value?): attributes.append(Attribute(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    /// The value of `xml:lang` on this element itself (XML 1.0 §2.12).
    public var language: String? {
        attributes.first { $0.name == "lang" && $0.namespace == Namespaces.xml }?.value
    }

    /// Whether the element has this local name in this namespace.
    public func isNamed(_ name: String, namespace: String) -> Bool {
        self.name == name && self.namespace == namespace
    }
}
