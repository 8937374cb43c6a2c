/// Serialises elements as they were read: names, prefixes, declarations, attributes and text in
/// their order.
///
/// Declarations are written where they were written. One is added only where a name would otherwise
/// mean something else, which is so when an element was cut out of the document that declared its
/// prefix. Tags end in `>` and nothing else holds one unescaped, in attributes neither: a
/// serialisation can be scanned without a parser.
/// Source: Namespaces in XML 1.0 §6.
public enum XMLWriter {
    /// Appends an element as UTF-8.
    ///
    /// - Parameter namespace: the default namespace in force where the element is placed.
    public static func append(
        _ element: Element, to bytes: inout [UInt8], inheriting namespace: String = ""
    ) {
        var scope = NamespaceScope(inheriting: namespace)
        write(element, in: &scope, to: &bytes)
    }

    /// An element as a text of its own, outside of any default namespace.
    public static func string(_ element: Element) -> String {
        var bytes: [UInt8] = []
        append(element, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A text with `&`, `<`, `>` and CR escaped, fit to stand between tags.
    public static func escaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        XMLEscaping.append(text, in: .text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A text with quotes, TAB and LF escaped as well, fit to stand in an attribute value of either
    /// quote.
    public static func escapedAttribute(_ value: String) -> String {
        var bytes: [UInt8] = []
        XMLEscaping.append(value, in: .attribute, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends, as UTF-8, what `escapedAttribute` gives.
    public static func appendAttributeValue(_ value: String, to bytes: inout [UInt8]) {
        XMLEscaping.append(value, in: .attribute, to: &bytes)
    }

    /// Appends an element that declares every namespace it uses, so that it means the same wherever
    /// it is placed.
    static func appendSelfContained(_ element: Element, to bytes: inout [UInt8]) {
        var scope = NamespaceScope(inheriting: nil)
        write(element, in: &scope, to: &bytes)
    }

    /// Appends an element's start tag, for a stream whose end is not yet there.
    static func appendStartTag(_ element: Element, to bytes: inout [UInt8]) {
        var scope = NamespaceScope(inheriting: "")
        writeOpening(element, in: &scope, to: &bytes)
        bytes.append(UInt8(ascii: ">"))
    }

    private static func write(
        _ element: Element, in scope: inout NamespaceScope, to bytes: inout [UInt8]
    ) {
        let mark = scope.mark
        defer { scope.leave(to: mark) }
        writeOpening(element, in: &scope, to: &bytes)
        if element.children.isEmpty {
            bytes.append(contentsOf: "/>".utf8)
            return
        }
        bytes.append(UInt8(ascii: ">"))
        for child in element.children {
            switch child {
            case .element(let element): write(element, in: &scope, to: &bytes)
            case .text(let text): XMLEscaping.append(text, in: .text, to: &bytes)
            case .fragment(let fragment): bytes.append(contentsOf: fragment.xml.utf8)
            }
        }
        bytes.append(contentsOf: "</".utf8)
        writeName(element.name, prefix: elementPrefix(element), to: &bytes)
        bytes.append(UInt8(ascii: ">"))
    }

    /// Writes a start tag without its last `>`.
    private static func writeOpening(
        _ element: Element, in scope: inout NamespaceScope, to bytes: inout [UInt8]
    ) {
        bytes.append(UInt8(ascii: "<"))
        let prefix = elementPrefix(element)
        writeName(element.name, prefix: prefix, to: &bytes)
        for declaration in element.declarations where isKept(declaration, on: element) {
            write(declaration, in: &scope, to: &bytes)
        }
        if scope.namespace(of: prefix)?.isExactly(element.namespace) != true {
            write(
                NamespaceDeclaration(prefix: prefix, namespace: element.namespace), in: &scope,
                to: &bytes)
        }
        for attribute in element.attributes {
            write(attribute, in: &scope, to: &bytes)
        }
    }

    /// The prefix to write an element with: one that is bound to no namespace cannot be said in XML
    /// and is left out.
    private static func elementPrefix(_ element: Element) -> String {
        element.namespace.isEmpty ? "" : element.prefix ?? ""
    }

    /// Whether a declaration still holds: the element's own name wins over a declaration that
    /// contradicts it.
    private static func isKept(_ declaration: NamespaceDeclaration, on element: Element) -> Bool {
        !declaration.prefix.isExactly(elementPrefix(element))
            || declaration.namespace.isExactly(element.namespace)
    }

    private static func write(
        _ attribute: Attribute, in scope: inout NamespaceScope, to bytes: inout [UInt8]
    ) {
        var prefix = ""
        if !attribute.namespace.isEmpty {
            prefix = attribute.prefix ?? ""
            if prefix.isEmpty
                || scope.namespace(of: prefix)?.isExactly(attribute.namespace) != true
            {
                prefix = declaredPrefix(for: attribute, in: &scope, to: &bytes)
            }
        }
        bytes.append(UInt8(ascii: " "))
        writeName(attribute.name, prefix: prefix, to: &bytes)
        bytes.append(contentsOf: "=\"".utf8)
        XMLEscaping.append(attribute.value, in: .attribute, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// A prefix for an attribute whose own is missing, not declared here, or bound to something
    /// else.
    private static func declaredPrefix(
        for attribute: Attribute, in scope: inout NamespaceScope, to bytes: inout [UInt8]
    ) -> String {
        let wanted = attribute.prefix ?? ""
        let isFree = !wanted.isEmpty && scope.namespace(of: wanted) == nil
        if !isFree, let prefix = scope.prefix(for: attribute.namespace) { return prefix }
        let prefix = isFree ? wanted : scope.unusedPrefix
        write(
            NamespaceDeclaration(prefix: prefix, namespace: attribute.namespace), in: &scope,
            to: &bytes)
        return prefix
    }

    private static func write(
        _ declaration: NamespaceDeclaration, in scope: inout NamespaceScope,
        to bytes: inout [UInt8]
    ) {
        scope.declare(declaration)
        bytes.append(contentsOf: declaration.prefix.isEmpty ? " xmlns".utf8 : " xmlns:".utf8)
        bytes.append(contentsOf: declaration.prefix.utf8)
        bytes.append(contentsOf: "=\"".utf8)
        XMLEscaping.append(declaration.namespace, in: .attribute, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    private static func writeName(_ name: String, prefix: String, to bytes: inout [UInt8]) {
        if !prefix.isEmpty {
            bytes.append(contentsOf: prefix.utf8)
            bytes.append(UInt8(ascii: ":"))
        }
        bytes.append(contentsOf: name.utf8)
    }
}
