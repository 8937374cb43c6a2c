import Testing
@testable import XMPP

/// Conversations with a server, told as transcripts: what comes in, and what is done about it.
@Suite struct StreamMachineTests {
    /// A machine with its tokenizer, and a record of what it did in words.
    private final class Conversation {
        private var machine: StreamMachine
        private let tokenizer = XMLTokenizer()
        private(set) var record: [String] = []

        init(host: String = "pubsub.example.org") throws {
            machine = StreamMachine(host: try JID(host))
        }

        func connect(at now: Int64 = 0) { note(machine.connected(at: now)) }
        func tick(at now: Int64) { note(machine.tick(at: now)) }
        func disconnect() { note(machine.disconnected()) }
        func stop() { note(machine.stop()) }
        func fail(_ reason: String) { note(machine.connectionFailed(reason)) }

        func receive(_ text: String, at now: Int64 = 0) {
            machine.heard(at: now)
            machine.answered(text.utf8)
            for event in tokenizer.feed(text) { note(machine.received(event, at: now)) }
        }

        /// Brings the stream to where stanzas flow, and forgets how.
        func getReady(at now: Int64 = 0) {
            connect(at: now)
            receive(streamStart + "<handshake/>", at: now)
            record = []
        }

        private func note(_ actions: [StreamMachine.Action]) {
            for action in actions {
                switch action {
                case .send(let bytes): record.append("> " + String(decoding: bytes, as: UTF8.self))
                case .sendHandshake(let id): record.append("handshake for \(id)")
                case .ready: record.append("ready")
                case .deliver(let element): record.append("deliver \(element.name)")
                case .close(let reason): record.append("close: \(reason)")
                }
            }
        }
    }

    private static func streamError(_ condition: String, text: String? = nil) -> String {
        let text =
            text.map { "<text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>\($0)</text>" } ?? ""
        return
            "<stream:error><\(condition) xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>\(text)"
            + "</stream:error>"
    }

    static let end = "> </stream:stream>"

    @Test func `a component opens a stream, proves its secret and is ready (XEP-0114 §3)`() throws {
        let conversation = try Conversation()
        conversation.connect()
        conversation.receive(streamStart)
        conversation.receive("<handshake/>")
        conversation.receive("<message/><iq type='get' id='1'/>")
        #expect(
            conversation.record == [
                "> <?xml version=\"1.0\"?><stream:stream xmlns=\"jabber:component:accept\""
                    + " xmlns:stream=\"http://etherx.jabber.org/streams\""
                    + " to=\"pubsub.example.org\">\r\n\r\n",
                "handshake for s1", "ready", "deliver message", "deliver iq",
            ])
    }

    @Test func `the handshake is the digest in an element of its own`() {
        let bytes = StreamMachine.handshake(digest: "aaee83c26aeeafcbabeabfcbcd50df997e0a2a1e")
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "<handshake>aaee83c26aeeafcbabeabfcbcd50df997e0a2a1e</handshake>")
    }

    @Test func `what comes before the handshake is accepted is not delivered`() throws {
        let conversation = try Conversation()
        conversation.connect()
        conversation.receive(streamStart + "<message/><handshake/><message/>")
        #expect(conversation.record.suffix(2) == ["ready", "deliver message"])
        #expect(conversation.record.count == 4)
    }

    static let endings: [(String, whenOpening: CloseReason, whenReady: CloseReason)] = [
        ("not-authorized", .wrongSecret, .wrongSecret),
        ("host-unknown", .unknownHost, .unknownHost),
        ("conflict", .addressInUse, .replaced),
        ("invalid-from", .invalidFrom, .invalidFrom),
        ("policy-violation", .policyViolation(nil), .policyViolation(nil)),
        ("not-well-formed", .notWellFormed(nil), .notWellFormed(nil)),
        ("system-shutdown", .serverShutdown, .serverShutdown),
        (
            "undefined-condition", .streamError(condition: "undefined-condition", text: nil),
            .streamError(condition: "undefined-condition", text: nil)
        ),
    ]

    @Test func `a stream error ends the stream for its reason (RFC 6120 §4.9.3)`() throws {
        for (condition, whenOpening, whenReady) in Self.endings {
            let opening = try Conversation()
            opening.connect()
            opening.receive(streamStart + Self.streamError(condition))
            #expect(opening.record.suffix(2) == [Self.end, "close: \(whenOpening)"])
            let ready = try Conversation()
            ready.getReady()
            ready.receive(Self.streamError(condition) + "</stream:stream>")
            #expect(ready.record == [Self.end, "close: \(whenReady)"])
        }
    }

    @Test func `an unknown host is told by a stream without an id, as Prosody does it`() throws {
        let conversation = try Conversation()
        conversation.connect()
        conversation.receive(
            "<stream:stream xmlns:stream='http://etherx.jabber.org/streams' "
                + "xmlns='jabber:component:accept' id=''>" + Self.streamError("host-unknown"))
        #expect(conversation.record.dropFirst() == [Self.end, "close: unknownHost"])
    }

    @Test func `a port that is none of a component is told from its first bytes`() throws {
        let stream = { (kind: String) in
            "<stream:stream xmlns='jabber:\(kind)' xmlns:stream='http://etherx.jabber.org/streams'>"
                + Self.streamError("host-unknown")
        }
        let answers: [(String, ComponentAnswer)] = [
            ("HTTP/1.1 400 Bad Request\r\n\r\n", .web), ("<html>", .web),
            ("<!DOCTYPE html>", .web), ("\u{15}\u{3}\u{1}\u{0}\u{2}\u{2}\u{46}", .encrypted),
            ("SSH-2.0-x\r\n", .other("SSH-2.0-x")),
            ("220 mail.example.org ESMTP 20:31:58\r\n", .other("220 mail.example.org")),
            ("J\u{0}\u{0}\u{0}\n8.0\u{0}", .other("J 8.0")),
            (stream("client"), .clients), (stream("server"), .servers),
        ]
        for (bytes, answer) in answers {
            let conversation = try Conversation()
            conversation.connect()
            conversation.receive(bytes)
            let reason = CloseReason.notAComponentPort(answer)
            #expect(conversation.record.last == "close: \(reason)")
            let sentence = reason.sentence(host: "h", server: "s:1")
            #expect(sentence.contains(answer.clause) && sentence.contains("component.server must"))
        }
    }

    @Test func `what is said bit by bit, and not to its end, is told when the connection ends`()
        throws
    {
        let conversation = try Conversation()
        conversation.connect()
        for byte in "<ht" { conversation.receive(String(byte)) }
        conversation.disconnect()
        #expect(
            conversation.record.last == "close: \(CloseReason.notAComponentPort(.other("<ht")))")
    }

    @Test func `whoever takes the connection and says nothing is given up sooner than a server`()
        throws
    {
        let conversation = try Conversation()
        conversation.connect(at: 1000)
        conversation.tick(at: 10_999)
        #expect(conversation.record.count == 1)
        conversation.tick(at: 11_000)
        #expect(conversation.record.suffix(2) == [Self.end, "close: noAnswer"])
    }

    @Test func `a connection that ends is told by when it ended`() throws {
        let opening = try Conversation()
        opening.connect()
        opening.disconnect()
        #expect(opening.record.last == "close: closedDuringHandshake")
        let ready = try Conversation()
        ready.getReady()
        ready.disconnect()
        #expect(ready.record == ["close: connectionLost"])
        let refused = try Conversation()
        refused.fail("Connection refused")
        #expect(refused.record == ["close: \(CloseReason.unreachable("Connection refused"))"])
    }

    @Test func `a server that never answers the handshake is given up`() throws {
        let conversation = try Conversation()
        conversation.connect(at: 1000)
        conversation.receive(streamStart, at: 1000)
        conversation.tick(at: 30_999)
        #expect(conversation.record.count == 2)
        conversation.tick(at: 31_000)
        #expect(conversation.record.suffix(2) == [Self.end, "close: handshakeTimedOut"])
    }

    static let ping =
        #"> <iq type="get" id="stream-ping-1" from="pubsub.example.org" to="example.org">"#
        + #"<ping xmlns="urn:xmpp:ping"/></iq>"#

    @Test func `a silent server is pinged, and given up when it stays silent`() throws {
        let conversation = try Conversation()
        conversation.getReady(at: 1000)
        conversation.tick(at: 60_999)
        #expect(conversation.record.isEmpty)
        conversation.tick(at: 61_000)
        #expect(conversation.record == [Self.ping])
        conversation.tick(at: 62_000)
        conversation.tick(at: 90_999)
        #expect(conversation.record.count == 1)
        conversation.tick(at: 91_000)
        #expect(conversation.record.suffix(2) == [Self.end, "close: serverSilent"])
    }

    @Test func `any answer to the ping is a sign of life, an error too, and is not delivered`()
        throws
    {
        for type in ["result", "error"] {
            let conversation = try Conversation()
            conversation.getReady()
            conversation.tick(at: 60_000)
            conversation.receive(
                "<iq type='\(type)' id='stream-ping-1' from='example.org'/>", at: 61_000)
            conversation.tick(at: 120_999)
            #expect(conversation.record == [Self.ping])
            conversation.tick(at: 121_000)
            #expect(conversation.record.count == 2)
        }
    }

    @Test func `a single space is a sign of life`() throws {
        let conversation = try Conversation()
        conversation.getReady()
        for now in stride(from: Int64(50_000), to: 1_000_000, by: 50_000) {
            conversation.receive(" ", at: now)
            conversation.tick(at: now + 49_000)
        }
        #expect(conversation.record.isEmpty)
    }

    @Test func `a machine that slept asks before it gives up`() throws {
        let conversation = try Conversation()
        conversation.getReady()
        conversation.tick(at: 10_000_000)
        #expect(conversation.record == [Self.ping])
    }

    @Test func `a host of one label pings itself`() throws {
        let conversation = try Conversation(host: "pubsub")
        conversation.getReady()
        conversation.tick(at: 60_000)
        #expect(conversation.record.first?.contains(#"to="pubsub""#) == true)
    }

    @Test func `a stanza with an address that cannot be prepared is answered at once`() throws {
        let conversation = try Conversation()
        conversation.getReady()
        conversation.receive(
            "<iq type='get' id='1' from='a@b' to='c d@pubsub.example.org'><q/></iq>")
        conversation.receive("<iq type='result' id='2' from='@' to='pubsub.example.org'/>")
        #expect(
            conversation.record == [
                #"> <iq type="error" id="1" to="a@b" from="pubsub.example.org">"#
                    + #"<error type="modify">"#
                    + #"<jid-malformed xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/>"#
                    + #"<text xmlns="urn:ietf:params:xml:ns:xmpp-stanzas">The local part of the"#
                    + #" address holds characters that are not allowed there.</text></error></iq>"#
            ])
    }

    @Test func `a stanza over a limit is answered at once, and the stream goes on`() throws {
        let conversation = try Conversation()
        conversation.getReady()
        let deep =
            String(repeating: "<a>", count: 200) + String(repeating: "</a>", count: 200)
        conversation.receive("<message from='a@b'>\(deep)</message>")
        conversation.receive("<iq type='set' id='1' from='a@b' to='c'>\(deep)</iq><presence/>")
        #expect(
            conversation.record == [
                "> <iq type=\"error\" id=\"1\" from=\"c\" to=\"a@b\"><error type=\"modify\">"
                    + "<policy-violation xmlns=\"urn:ietf:params:xml:ns:xmpp-stanzas\"/>"
                    + "<text xmlns=\"urn:ietf:params:xml:ns:xmpp-stanzas\">"
                    + "The XML nests more than 128 elements.</text></error></iq>",
                "deliver presence",
            ])
    }

    @Test func `a server whose XML cannot be read is left`() throws {
        let conversation = try Conversation()
        conversation.getReady()
        conversation.receive("<message><!-- x --></message><message/>")
        #expect(
            conversation.record
                == [Self.end, "close: \(CloseReason.unreadable(.restrictedXML(.comment)))"])
    }

    @Test func `the server's end of the stream is answered with ours`() throws {
        let conversation = try Conversation()
        conversation.getReady()
        conversation.receive("</stream:stream>")
        conversation.disconnect()
        #expect(conversation.record == [Self.end, "close: connectionLost"])
    }

    @Test func `a machine closes once, and then nothing moves it`() throws {
        let conversation = try Conversation()
        conversation.getReady()
        conversation.stop()
        conversation.stop()
        conversation.receive("<message/>")
        conversation.tick(at: 1_000_000)
        conversation.connect()
        conversation.disconnect()
        #expect(conversation.record == [Self.end, "close: stopped"])
    }
}
