import NIOCore
import PubSub
import Testing
import XMPP

@testable import Gateway

/// What one publication to many takes, and how it goes out.
@Suite struct BroadcastTests {
    @Test func `A broadcast is what its notification's messages are, one after the other`() throws {
        let notification = try Self.notification(to: 3, bytes: 10, retracted: ["old"])
        var traffic = LinkTraffic(limits: LinkLimits())
        traffic.opened()
        #expect(traffic.send(try Self.broadcast(notification)) == nil)
        let sent = try Self.elements(in: try #require(Self.drain(&traffic)))
        var written: [UInt8] = []
        for message in notification.messages(from: try JID("pubsub.example.org")) {
            XMLWriter.append(message.element, to: &written, inheriting: Namespaces.component)
        }
        let expected = try Self.elements(in: ByteBuffer(bytes: written))
        #expect(sent.compactMap(Stanza.init) == expected.compactMap(Stanza.init))
        #expect(sent.count == 6)
    }

    @Test func `What is large goes to any number, however slowly it is written`() throws {
        var limits = LinkLimits()
        limits.maximumWaitingBytes = 500_000
        var traffic = LinkTraffic(limits: limits)
        traffic.opened()
        #expect(
            traffic.send(try Self.broadcast(Self.notification(to: 1000, bytes: 200_000))) == nil)
        // What stands before and after it keeps its place.
        #expect(traffic.send(Self.iq("result")) == nil)
        #expect(!traffic.turn().isEmpty)
        var writes = 1
        while traffic.counts.sent < 1001 {
            traffic.written()
            guard case .write(let bytes)? = traffic.turn().first else { break }
            #expect(bytes.readableBytes < 1_000_000)
            writes += 1
        }
        #expect(traffic.counts.sent == 1001 && traffic.counts.dropped == 0)
        #expect(writes > 400)
    }

    @Test func `Broadcasts that share their recipients take the memory of one`() throws {
        let first = try Self.notification(to: 10_000, bytes: 100)
        var outbox = Outbox()
        outbox.append(try Self.broadcast(first))
        let one = outbox.heldBytes
        for _ in 1..<20 { outbox.append(try Self.broadcast(first)) }
        #expect(outbox.heldBytes < 2 * one)
        #expect(outbox.expectedBytes > 20 * 10_000 * 100)
        while !outbox.isEmpty {
            _ = outbox.take()
            outbox.written()
        }
        #expect(outbox.heldBytes == 0 && outbox.expectedBytes == 0 && outbox.stanzas == 0)
    }

    @Test func `Too many broadcasts are told of once, and counted when there is room again`() throws
    {
        var limits = LinkLimits()
        limits.maximumWaitingBytes = 2000
        var traffic = LinkTraffic(limits: limits)
        traffic.opened()
        let notification = try Self.notification(to: 5, bytes: 1500)
        var notices: [LinkTraffic.Notice] = []
        for _ in 1...6 {
            if let notice = traffic.send(try Self.broadcast(notification)) {
                notices.append(notice)
            }
        }
        guard case .unsentBroadcast(let unsent)? = notices.first, notices.count == 1 else {
            Issue.record("told: \(notices)")
            return
        }
        #expect(unsent.messages == 5 && unsent.cause == .backlog)
        let dropped = traffic.counts.dropped
        #expect(dropped == 20)
        var actions = traffic.turn()
        traffic.written()
        actions += traffic.turn()
        #expect(actions.contains(.report(.caughtUp(unsent: dropped))))
        #expect(traffic.send(try Self.broadcast(notification)) == nil)
    }

    @Test func `Reading stops while more is to be written than the server has taken`() throws {
        var limits = LinkLimits()
        limits.pausingBytes = 100_000
        var traffic = LinkTraffic(limits: limits)
        traffic.opened()
        #expect(traffic.send(try Self.broadcast(Self.notification(to: 1000, bytes: 1000))) == nil)
        #expect(traffic.turn().contains(.pauseReading))
        while traffic.counts.sent < 1000 {
            traffic.written()
            _ = traffic.turn()
        }
        traffic.written()
        _ = traffic.turn()
        #expect(traffic.isReading)
    }

    @Test func `A message that the server would not take is left out for all`() throws {
        var limits = LinkLimits()
        limits.maximumStanzaBytes = 20_000
        var traffic = LinkTraffic(limits: limits)
        traffic.opened()
        let notice = traffic.send(
            try Self.broadcast(Self.notification(to: 3, bytes: 20_000, retracted: ["old"])))
        guard case .unsentBroadcast(let unsent)? = notice else {
            Issue.record("told: \(String(describing: notice))")
            return
        }
        #expect(unsent.messages == 3 && unsent.cause == .oversize(maximumBytes: 20_000))
        #expect(traffic.counts.oversize == 3)
        let rest = try Self.elements(in: try #require(Self.drain(&traffic)))
        #expect(rest.count == 3)
    }

    @Test func `That a start ended a subscription waits for the first link, an event does not`()
        throws
    {
        let juliet = try JID("juliet@example.org")
        var traffic = LinkTraffic(limits: LinkLimits())
        let ended = Notification(
            service: "pubsub.example.org", id: "1", recipients: [juliet], messageType: .normal,
            node: "news", event: .subscription(juliet, nil))
        #expect(traffic.send(try Self.broadcast(ended)) == nil)
        #expect(traffic.send(try Self.broadcast(Self.notification(to: 1, bytes: 1))) == .dropping)
        #expect(traffic.turn() == [])
        traffic.closed()
        traffic.opened()
        let sent = try Self.elements(in: try #require(Self.drain(&traffic)))
        #expect(sent.count == 1 && sent[0][attribute: "to"] == "juliet@example.org")
        traffic.closed()
        #expect(traffic.send(try Self.broadcast(ended)) == .dropping)
    }

    @Test func `A link that stops writes what waits before it ends`() throws {
        var traffic = LinkTraffic(limits: LinkLimits())
        traffic.opened()
        #expect(traffic.send(try Self.broadcast(Self.notification(to: 100, bytes: 10_000))) == nil)
        traffic.drain()
        #expect(!traffic.turn().contains(.drained))
        var actions: [LinkTraffic.Action] = []
        while !actions.contains(.drained), traffic.counts.sent <= 100 {
            traffic.written()
            actions = traffic.turn()
            if actions.isEmpty { break }
        }
        #expect(actions.contains(.drained) && traffic.counts.sent == 100)
    }

    private static func broadcast(_ notification: Notification) throws -> Broadcast {
        Broadcast(notification, from: try JID("pubsub.example.org"), publications: [:])
    }

    private static func notification(
        to count: Int, bytes: Int, retracted: [ItemID] = []
    ) throws -> Notification {
        let payload = XMLFragment(
            name: "a", namespace: "urn:example", text: String(repeating: "x", count: bytes))
        return Notification(
            service: "pubsub.example.org", id: "7",
            recipients: try (0..<count).map { try JID("user\($0)@example.org/a&b") },
            messageType: .headline, node: "news",
            event: .item("new", publisher: nil, payload: payload), retracted: retracted)
    }

    /// What the next write has.
    private static func drain(_ traffic: inout LinkTraffic) -> ByteBuffer? {
        guard case .write(let bytes)? = traffic.turn().first else { return nil }
        return bytes
    }

    private static func elements(in bytes: ByteBuffer) throws -> [Element] {
        let text = String(buffer: bytes)
        return try Element(
            parsing: "<stream xmlns='\(Namespaces.component)'>\(text)</stream>"
        ).elements
    }

    private static func iq(_ type: String) -> Element {
        Element("iq", namespace: Namespaces.component, attributes: [("type", type)])
    }
}
