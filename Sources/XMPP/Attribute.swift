/// One attribute of an element.
public struct Attribute: Sendable, Hashable {
    /// The local name, without a prefix.
    public var name: String
    /// The namespace; an attribute without a prefix has none (Namespaces in XML §6.2).
    public var namespace: String
    /// The prefix as written.
    public var prefix: String?
    /// The value, unescaped.
    public var value: String

    /// Makes an attribute, without a namespace unless one is given.
    public init(name: String, namespace: String = "", prefix: String? = nil, value: String) {
        self.name = name
        self.namespace = namespace
        self.prefix = prefix
        self.value = value
    }
}

/// One `xmlns` attribute, as it was written.
public struct NamespaceDeclaration: Sendable, Hashable {
    /// The prefix it binds, `""` for the default namespace.
    public var prefix: String
    /// What it is bound to; `""` takes the default namespace away.
    public var namespace: String

    /// Makes a declaration.
    public init(prefix: String = "", namespace: String) {
        self.prefix = prefix
        self.namespace = namespace
    }
}
