/// One element in serialised form, complete in itself: it declares every namespace it uses.
///
/// An item's payload is stored and sent as a fragment, so it is parsed once and written once,
/// however many readers it has, and it may stand inside any element or alone.
public struct XMLFragment: Sendable, Hashable {
    /// The serialised element, as `XMLWriter` writes it.
    public let xml: String

    /// Serialises an element and adds the declarations that it had from the document around it.
    public init(_ element: Element) {
        var bytes: [UInt8] = []
        XMLWriter.appendSelfContained(element, to: &bytes)
        xml = String(decoding: bytes, as: UTF8.self)
    }

    /// Reads a document of exactly one element, such as an HTTP body, and serialises it anew.
    ///
    /// What a stream refuses is refused here too.
    /// - Throws: `XMLError`, whose description may be shown to the sender.
    public init(parsing xml: String, limits: XMLLimits = XMLLimits()) throws(XMLError) {
        self.init(try Element(parsing: xml, limits: limits))
    }

    /// Takes what was serialised before and read back from our own journal; it is not parsed again.
    public init(trusted xml: String) {
        self.xml = xml
    }

    /// Makes `<name xmlns="namespace">text</name>`, the text escaped.
    public init(name: String, namespace: String, text: String) {
        self.init(Element(name, namespace: namespace, text: text))
    }
}
