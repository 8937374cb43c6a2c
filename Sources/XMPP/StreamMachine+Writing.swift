// What the machine itself says on the stream.
extension StreamMachine {
    /// The bytes that prove the knowledge of the secret (XEP-0114 §3).
    ///
    /// - Parameter digest: the SHA-1 of the stream's id followed by the secret, in lower-case
    ///   hexadecimal.
    public static func handshake(digest: String) -> [UInt8] {
        serialised(Element("handshake", namespace: Namespaces.component, text: digest))
    }

    /// A stanza as the bytes to send on the stream.
    public static func bytes(of stanza: Stanza) -> [UInt8] {
        serialised(stanza.element)
    }

    static func serialised(_ element: Element) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(usualStanzaBytes)
        XMLWriter.append(element, to: &bytes, inheriting: Namespaces.component)
        return bytes
    }

    private static let usualStanzaBytes = 512

    func serialised(_ element: Element) -> [UInt8] {
        Self.serialised(element)
    }

    /// The start tag, to the host that we are (XEP-0114 §3).
    var openingTag: [UInt8] {
        var root = Element(
            "stream", namespace: Namespaces.streams, attributes: [("to", host.domain)])
        root.prefix = "stream"
        root.declarations = [
            NamespaceDeclaration(namespace: Namespaces.component),
            NamespaceDeclaration(prefix: "stream", namespace: Namespaces.streams),
        ]
        var bytes = Array("<?xml version=\"1.0\"?>".utf8)
        XMLWriter.appendStartTag(root, to: &bytes)
        // Blank in XML, and to a web server the end of a request: it answers instead of waiting for more.
        bytes += "\r\n\r\n".utf8
        return bytes
    }

    mutating func nextPing() -> [UInt8] {
        pings += 1
        let ping = Ping.request(id: "\(Self.pingPrefix)\(pings)", from: host, to: pingTarget)
        return serialised(ping.element)
    }

    /// Whether it answers a ping of ours, a late one too: that it came was all we wanted.
    func isAnswerToPing(_ element: Element) -> Bool {
        element.name == "iq"
            && ["result", "error"].contains(element[attribute: "type"])
            && element[attribute: "id"]?.hasPrefix(Self.pingPrefix) == true
    }

    private static let pingPrefix = "stream-ping-"

    /// The domain that a component is usually a subdomain of; a host of one label is asked itself.
    static func domainAbove(_ host: JID) -> JID {
        let labels = host.domain.split(separator: ".", maxSplits: 1)
        guard labels.count == 2, let parent = try? JID(String(labels[1])) else { return host }
        return parent
    }
}
