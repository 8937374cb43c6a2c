/// Whether somebody is there (XEP-0199).
public enum Ping {
    /// The pong, if the stanza is a ping.
    public static func answer(_ stanza: Stanza) -> Stanza? {
        guard stanza.kind == .iq, stanza.type == "get",
            stanza.payload?.isNamed("ping", namespace: Namespaces.ping) == true
        else { return nil }
        return stanza.result()
    }

    /// A ping.
    public static func request(id: String, from: JID, to: JID) -> Stanza {
        Stanza(
            .iq, type: "get", id: id, from: from, to: to,
            children: [Element("ping", namespace: Namespaces.ping)])
    }
}
