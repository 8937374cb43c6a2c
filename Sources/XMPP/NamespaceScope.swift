/// The namespace declarations in force where the writer is, innermost last.
struct NamespaceScope {
    private var bindings: [NamespaceDeclaration] = []

    /// Begins with a default namespace, or with one unknown (`nil`), which forces every name to say
    /// its own.
    init(inheriting namespace: String?) {
        if let namespace {
            bindings.append(NamespaceDeclaration(namespace: namespace))
        }
    }

    /// Marks a place to return to at an element's end tag.
    var mark: Int { bindings.count }

    /// Brings a declaration into force.
    mutating func declare(_ declaration: NamespaceDeclaration) {
        bindings.append(declaration)
    }

    /// Forgets what was declared after the mark.
    mutating func leave(to mark: Int) {
        bindings.removeLast(bindings.count - mark)
    }

    /// What a prefix is bound to here, `nil` if nothing is known of it; `""` is the default
    /// namespace's prefix.
    func namespace(of prefix: String) -> String? {
        if prefix == "xml" { return Namespaces.xml }
        return bindings.last { $0.prefix.isExactly(prefix) }?.namespace
    }

    /// A prefix, never the empty one, that is bound to this namespace here.
    func prefix(for namespace: String) -> String? {
        if namespace == Namespaces.xml { return "xml" }
        return bindings.last {
            !$0.prefix.isEmpty && $0.namespace.isExactly(namespace)
                && self.namespace(of: $0.prefix)?.isExactly(namespace) == true
        }?.prefix
    }

    /// A prefix that nothing here is bound to, for a name that came with none.
    var unusedPrefix: String {
        var number = 1
        while namespace(of: "ns\(number)") != nil { number += 1 }
        return "ns\(number)"
    }
}
