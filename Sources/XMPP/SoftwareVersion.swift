/// What software this is (XEP-0092).
public struct SoftwareVersion: Sendable, Hashable {
    /// The software's name.
    public var name: String
    /// Its version.
    public var version: String

    /// Names a software.
    public init(name: String, version: String) {
        self.name = name
        self.version = version
    }

    /// The answer, if the stanza asks for the version; the operating system is nobody's business
    /// and left out.
    public func answer(_ stanza: Stanza) -> Stanza? {
        guard stanza.kind == .iq, stanza.type == "get",
            stanza.payload?.isNamed("query", namespace: Namespaces.version) == true
        else { return nil }
        return stanza.result(
            Element(
                "query", namespace: Namespaces.version,
                children: [
                    .element(Element("name", namespace: Namespaces.version, text: name)),
                    .element(Element("version", namespace: Namespaces.version, text: version)),
                ]))
    }
}
