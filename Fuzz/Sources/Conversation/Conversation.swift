import PubSub
import XMPP

/// A component's stream as a server might send it, byte by byte: what the fuzzer invents. A broken
/// promise is a trap, which the fuzzer reports together with the bytes.
struct Conversation {
    private var service = Service()
    private var machine = StreamMachine(host: Service.address)

    /// - Parameter bytes: the first says how the rest is cut; the rest follows the start tag of a
    ///   stream that is authenticated already.
    mutating func play(_ bytes: UnsafeRawBufferPointer) {
        guard let first = bytes.first else { return }
        let stream = Array(Self.start.utf8) + bytes.dropFirst()
        let whole = events(of: stream, cutEvery: stream.count)
        let cut = events(of: stream, cutEvery: Int(first) + 1)
        precondition(whole.elementsEqual(cut, by: Self.isSame), "cuts change events")
        _ = machine.connected(at: 0)
        for event in whole {
            for action in machine.received(event, at: 0) { take(action) }
        }
        service.check()
    }

    private static let start = """
        <stream:stream xmlns='jabber:component:accept' \
        xmlns:stream='http://etherx.jabber.org/streams' id='1'><handshake/>
        """

    /// Of two reasons to end the stream, the one that is told may depend on what came together.
    private static func isSame(_ one: XMLTokenizer.Event, _ other: XMLTokenizer.Event) -> Bool {
        switch (one, other) {
        case (.failed, .failed): true
        default: one == other
        }
    }

    private func events(of stream: [UInt8], cutEvery length: Int) -> [XMLTokenizer.Event] {
        let tokenizer = XMLTokenizer(
            limits: XMLLimits(maximumBytes: 16 * 1024, maximumDepth: 16, maximumAttributes: 16),
            parserLifetimeBytes: 2048)
        var events: [XMLTokenizer.Event] = []
        var start = 0
        while start < stream.count {
            let end = min(start + length, stream.count)
            events += tokenizer.feed(Array(stream[start..<end]))
            start = end
        }
        return events
    }

    private mutating func take(_ action: StreamMachine.Action) {
        guard case .deliver(let element) = action, let stanza = Stanza(element) else { return }
        service.receive(stanza)
    }
}

/// What libFuzzer calls for each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    var conversation = Conversation()
    conversation.play(UnsafeRawBufferPointer(start: start, count: count))
    return 0
}
