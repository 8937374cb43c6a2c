/// The XML namespaces that Sluice reads and writes, each named for its specification.
public enum Namespaces {
    /// XEP-0060: what any entity asks of a service.
    public static let pubsub = "http://jabber.org/protocol/pubsub"
    /// XEP-0060: notifications.
    public static let pubsubEvent = "http://jabber.org/protocol/pubsub#event"
    /// XEP-0060 §8: what an owner asks of a service.
    public static let pubsubOwner = "http://jabber.org/protocol/pubsub#owner"
    /// XEP-0060: the application conditions inside a stanza error.
    public static let pubsubErrors = "http://jabber.org/protocol/pubsub#errors"
    /// XEP-0060 §16.4.4: the form type of a node's configuration.
    public static let nodeConfiguration = "http://jabber.org/protocol/pubsub#node_config"
    /// XEP-0060 §16.4.6: the form type of publish-options.
    public static let publishOptions = "http://jabber.org/protocol/pubsub#publish-options"
    /// XEP-0060 §16.4.2: the form type of subscription options.
    public static let subscribeOptions = "http://jabber.org/protocol/pubsub#subscribe_options"
    /// XEP-0060 §16.4.1: the form type of a subscription request sent to an owner.
    public static let subscribeAuthorization =
        "http://jabber.org/protocol/pubsub#subscribe_authorization"
    /// XEP-0060 §16.4.3: the form type of a node's metadata.
    public static let metaData = "http://jabber.org/protocol/pubsub#meta-data"
    /// XEP-0030: what an entity is and can do.
    public static let discoInfo = "http://jabber.org/protocol/disco#info"
    /// XEP-0030: what belongs to an entity.
    public static let discoItems = "http://jabber.org/protocol/disco#items"
    /// XEP-0004: data forms.
    public static let dataForms = "jabber:x:data"
    /// XEP-0335: a container for JSON.
    public static let data = "https://prosody.im/protocol/data"
    public static let json = "urn:xmpp:json:0"
    /// XEP-0199: ping.
    public static let ping = "urn:xmpp:ping"
    /// XEP-0092: software version.
    public static let version = "jabber:iq:version"
    /// XEP-0203: delayed delivery.
    public static let delay = "urn:xmpp:delay"
    /// XEP-0059: result set management.
    public static let rsm = "http://jabber.org/protocol/rsm"
    /// XEP-0050: ad-hoc commands.
    public static let commands = "http://jabber.org/protocol/commands"
    /// XEP-0033: stanza headers, which carry subscription identifiers (XEP-0131).
    public static let headers = "http://jabber.org/protocol/shim"
    /// XEP-0114: the stream between a server and an external component.
    public static let component = "jabber:component:accept"
    /// RFC 6120: the stream between a client and its server.
    public static let client = "jabber:client"
    /// RFC 6120: the stream between two servers.
    public static let server = "jabber:server"
    /// RFC 6120 §4: the root of every stream.
    public static let streams = "http://etherx.jabber.org/streams"
    /// RFC 6120 §4.9: the conditions of a stream error.
    public static let streamErrors = "urn:ietf:params:xml:ns:xmpp-streams"
    /// RFC 6120 §8.3: the conditions of a stanza error.
    public static let stanzaErrors = "urn:ietf:params:xml:ns:xmpp-stanzas"
    /// Namespaces in XML §3: what the prefix `xml` is bound to, everywhere and for ever.
    public static let xml = "http://www.w3.org/XML/1998/namespace"
}
