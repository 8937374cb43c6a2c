import NIOCore
import Testing
import XMPP

@testable import Gateway

@Suite struct LinkTrafficTests {
    @Test func `What is sent before the event loop comes is one write, asked for once`() {
        var traffic = LinkTraffic(limits: LinkLimits())
        traffic.opened()
        #expect(traffic.send(Self.stanza("1")) == nil)
        #expect(traffic.asksForTurn() == true)
        #expect(traffic.send(Self.stanza("2")) == nil)
        #expect(traffic.asksForTurn() == false)
        let both = ByteBuffer(string: "<message>1</message><message>2</message>")
        #expect(traffic.turn() == [.write(both)])
        #expect(traffic.turn() == [])
    }

    @Test func `What comes during a write waits for its end`() {
        var traffic = LinkTraffic(limits: LinkLimits())
        traffic.opened()
        #expect(traffic.send(Self.stanza("1")) == nil)
        _ = traffic.turn()
        #expect(traffic.send(Self.stanza("2")) == nil)
        #expect(traffic.asksForTurn() == false)
        traffic.written()
        #expect(traffic.asksForTurn() == true)
        #expect(traffic.turn() == [.write(ByteBuffer(string: "<message>2</message>"))])
    }

    @Test func `What waits when the connection ends is lost and counted`() {
        var traffic = LinkTraffic(limits: LinkLimits())
        traffic.opened()
        #expect(traffic.send(Self.stanza("1")) == nil)
        _ = traffic.turn()
        #expect(traffic.send(Self.stanza("2")) == nil)
        traffic.closed()
        #expect(traffic.counts.sent == 1)
        #expect(traffic.counts.dropped == 1)
        #expect(traffic.turn() == [])
    }

    @Test func `That stanzas are dropped is told once an outage`() {
        var traffic = LinkTraffic(limits: LinkLimits())
        #expect(traffic.send(Self.stanza("1")) == .dropping)
        #expect(traffic.send(Self.stanza("2")) == nil)
        traffic.opened()
        traffic.closed()
        #expect(traffic.send(Self.stanza("3")) == .dropping)
    }

    @Test func `Requests are counted over all connections`() {
        var limits = LinkLimits()
        limits.maximumUnanswered = 2
        var traffic = LinkTraffic(limits: limits)
        traffic.opened()
        traffic.received(Self.iq("get"))
        traffic.received(Self.iq("set"))
        #expect(traffic.turn() == [.pauseReading])
        traffic.closed()
        traffic.opened()
        #expect(traffic.turn() == [.pauseReading])
        _ = traffic.send(Self.iq("result"))
        #expect(traffic.unanswered == 1)
        _ = traffic.send(Self.iq("error"))
        traffic.written()
        #expect(traffic.turn().last == .resumeReading)
    }

    @Test func `A server's silence means something unless we keep it waiting for answers`() {
        var limits = LinkLimits()
        limits.maximumUnanswered = 2
        limits.pausingBytes = 10
        var traffic = LinkTraffic(limits: limits)
        traffic.opened()
        #expect(traffic.send(Self.stanza("more than ten bytes")) == nil)
        _ = traffic.turn()
        #expect(!traffic.isReading && !traffic.keepsServerWaiting)
        traffic.received(Self.iq("get"))
        traffic.received(Self.iq("get"))
        #expect(traffic.keepsServerWaiting)
    }

    @Test func `While the server takes nothing, short answers are added and nothing else`() {
        var limits = LinkLimits()
        limits.maximumWaitingBytes = 100
        var traffic = LinkTraffic(limits: limits)
        traffic.opened()
        #expect(traffic.send(Self.stanza(String(repeating: "x", count: 200))) == nil)
        guard case .unsent(let unsent) = traffic.send(Self.stanza("2")) else {
            Issue.record("it was added")
            return
        }
        #expect(unsent.cause == .backlog && unsent.substitute == nil)
        #expect(traffic.send(Self.iq("result")) == nil)
        let long = String(repeating: "x", count: 5000)
        #expect(traffic.send(Self.iq("result", long)) == nil)
        guard case .write(let bytes)? = traffic.turn().first else {
            Issue.record("nothing is written")
            return
        }
        let text = String(buffer: bytes)
        #expect(text.contains("<iq type=\"result\"/><iq type=\"error\"><error type=\"wait\">"))
        #expect(traffic.counts.dropped == 2)
    }

    @Test func `A link that stops says when the last request is answered`() {
        var traffic = LinkTraffic(limits: LinkLimits())
        traffic.opened()
        traffic.received(Self.iq("get"))
        traffic.drain()
        #expect(traffic.turn() == [.pauseReading])
        _ = traffic.send(Self.iq("result"))
        #expect(traffic.turn() == [.write(ByteBuffer(string: "<iq type=\"result\"/>")), .drained])
    }

    private static func stanza(_ text: String) -> Element {
        Element("message", namespace: Namespaces.component, text: text)
    }

    private static func iq(_ type: String, _ text: String? = nil) -> Element {
        Element(
            "iq", namespace: Namespaces.component, attributes: [("type", type)],
            children: text.map { [.text($0)] } ?? [])
    }
}
