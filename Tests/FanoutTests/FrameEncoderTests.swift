import Fanout
import PubSub
import Testing
import XMPP

@Suite("Entries as events")
struct FrameEncoderTests {
    private static func frame(
        _ change: Change, format: ItemFormat = .item, framing: Framing = .none
    ) -> String? {
        let entry = Entry(
            position: 7.position, time: Timestamp(milliseconds: 1_700_000_000_123),
            service: "pubsub.example.org", change: change)
        return FrameEncoder(epoch: "e", format: format, framing: framing).frame(entry)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    private static func item(
        _ payload: String?, publisher: String? = nil, id: ItemID = "1"
    ) throws -> Change {
        .itemPublished(
            "princely_musings",
            Publication(
                item: Item(
                    id: id, publisher: try publisher.map { try JID($0) },
                    payload: payload.map { XMLFragment(trusted: $0) }),
                showsPublisher: true))
    }

    static let entry =
        #"<entry xmlns="http://www.w3.org/2005/Atom"><title>Soliloquy</title></entry>"#
    static let json = #"<json xmlns="urn:xmpp:json:0">{"a":"x &amp; &lt;y&gt;"}</json>"#
    static let text = #"<data xmlns="https://prosody.im/protocol/data">to be &amp;c.</data>"#
    static let noJSON = #"<json xmlns="urn:xmpp:json:0">{"a":</json>"#

    @Test(
        "An item is an unnamed event, in the dress that was asked for",
        arguments: [
            (
                entry, ItemFormat.item,
                #"<item id="1" xmlns="http://jabber.org/protocol/pubsub">\#(entry)</item>"#
            ),
            (entry, .payload, entry),
            (json, .item, #"{"a":"x & <y>"}"#),
            (json, .payload, #"{"a":"x & <y>"}"#),
            (text, .item, "to be &c."),
            (text, .payload, "to be &c."),
            (nil, .item, #"<item id="1" xmlns="http://jabber.org/protocol/pubsub"/>"#),
            (nil, .payload, ""),
        ] as [(String?, ItemFormat, String)])
    func item(payload: String?, format: ItemFormat, data: String) throws {
        let frame = Self.frame(try Self.item(payload), format: format)
        #expect(frame == "id: e-7\ndata: \(data)\n\n")
    }

    @Test(
        "An envelope holds JSON as a value, and everything else as a string",
        arguments: [
            (json, #"{"a":"x & <y>"}"#), (noJSON, #""{\"a\":""#), (text, #""to be &c.""#),
            (nil, "null"),
            (
                entry,
                #""<entry xmlns=\"http://www.w3.org/2005/Atom\"><title>Soliloquy</title></entry>""#
            ),
        ] as [(String?, String)])
    func envelope(payload: String?, value: String) throws {
        let head = #"{"node":"princely_musings","id":"1","published":"2023-11-14T22:13:20.123Z""#
        let frame = Self.frame(try Self.item(payload), format: .json)
        #expect(frame == "id: e-7\ndata: \(head),\"payload\":\(value)}\n\n")
    }

    @Test("The publisher stands where the node shows it, escaped")
    func publisher() throws {
        let change = try Self.item(nil, publisher: "hara@example.org/o'x", id: "<\"&")
        let tag = "<item id=\"&lt;&quot;&amp;\" publisher=\"hara@example.org/o&apos;x\""
        #expect(
            Self.frame(change)
                == "id: e-7\ndata: \(tag) xmlns=\"http://jabber.org/protocol/pubsub\"/>\n\n")
        #expect(
            Self.frame(change, format: .json)?.contains(#""publisher":"hara@example.org/o'x""#)
                == true)
    }

    @Test("What else happens to a node is a named event with JSON data")
    func named() {
        #expect(
            Self.frame(.itemRetracted("a\"b", "1\n", notify: .configured))
                == "id: e-7\nevent: retract\ndata: {\"node\":\"a\\\"b\",\"id\":\"1\\n\"}\n\n")
        #expect(Self.frame(.nodePurged("a")) == "id: e-7\nevent: purge\ndata: {\"node\":\"a\"}\n\n")
        #expect(
            Self.frame(.nodeDeleted("a")) == "id: e-7\nevent: delete\ndata: {\"node\":\"a\"}\n\n")
        #expect(
            Self.frame(.nodeDeleted("a", redirect: Redirect("xmpp:b?;node=c")))
                == "id: e-7\nevent: delete\n"
                + "data: {\"node\":\"a\",\"redirect\":\"xmpp:b?;node=c\"}\n\n")
        var configuration = NodeConfiguration()
        configuration.title = "A\u{1}\\"
        let data =
            #"{"node":"a","title":"A\u0001\\","description":"","type":"","access_model":"open","#
            + #""persist_items":true,"max_items":10000}"#
        #expect(
            Self.frame(.nodeConfigured("a", configuration, displaced: []))
                == "id: e-7\nevent: configuration\ndata: \(data)\n\n")
    }

    @Test("A reader that awaits a node is told how it comes, and of a closed one only that")
    func creation() {
        let open = Self.frame(.nodeCreated("a", NodeConfiguration()))
        #expect(open?.contains(#""access_model":"open""#) == true)
        var closed = NodeConfiguration()
        closed.accessModel = .whitelist
        closed.title = "secret"
        #expect(
            Self.frame(.nodeCreated("a", closed))
                == "id: e-7\nevent: configuration\n"
                + #"data: {"node":"a","access_model":"whitelist"}"# + "\n\n")
    }

    @Test("Readers see nothing of affiliations and subscriptions")
    func invisible() throws {
        let jid = try JID("hamlet@example.org")
        #expect(Self.frame(.affiliationSet("a", jid, .member)) == nil)
        #expect(Self.frame(.subscriptionSet("a", jid, nil)) == nil)
    }

    @Test("A chunk is a whole frame (RFC 9112 §7.1)")
    func chunk() {
        #expect(
            Self.frame(.nodePurged("a"), framing: .chunked)
                == "29\r\nid: e-7\nevent: purge\ndata: {\"node\":\"a\"}\n\n\r\n")
        let encoder = FrameEncoder(epoch: "e", format: .item, framing: .chunked)
        #expect(encoder.end == Array("0\r\n\r\n".utf8))
        #expect(encoder.comment("") == Array("2\r\n:\n\r\n".utf8))
        #expect(encoder.retry(milliseconds: 2000) == Array("d\r\nretry: 2000\n\n\r\n".utf8))
    }

    @Test(
        "A stream says what it is",
        arguments: [
            (StreamState.open(), #"{"state":"open"}"#), (.resumed(), #"{"state":"resumed"}"#),
            (.open(awaits: ["a", "b"]), #"{"state":"open","awaits":["a","b"]}"#),
            (.shutdown, #"{"state":"shutdown"}"#),
            (
                .gap(.expired, first: 3.position),
                #"{"state":"gap","reason":"expired","first":"e-3"}"#
            ),
        ])
    func state(_ state: StreamState, data: String) {
        let encoder = FrameEncoder(epoch: "e", format: .item, framing: .none)
        #expect(
            String(decoding: encoder.stream(state, at: 9.position), as: UTF8.self)
                == "id: e-9\nevent: stream\ndata: \(data)\n\n")
        #expect(
            String(decoding: encoder.stream(state, at: nil), as: UTF8.self)
                == "event: stream\ndata: \(data)\n\n")
    }
}
