import EventStream
import Testing

/// A checker that finds nothing proves nothing: here is what it has to find.
@Suite struct LogCheckerTests {
    private static let history =
        (1...9).map {
            History.Entry(
                position: $0, node: $0 % 3 == 0 ? "b" : "a", item: "\($0)",
                text: $0 == 7 ? nil : "text \($0)")
        }

    private static func event(_ position: Int64) -> ServerSentEvent {
        var event = history[Int(position) - 1].event
        event.id = "e-\(position)"
        return event
    }

    private static func stream(_ json: String, at position: Int64? = nil) -> ServerSentEvent {
        ServerSentEvent(event: "stream", data: json, id: position.map { "e-\($0)" })
    }

    private static let resumed = stream(#"{"state":"resumed"}"#)

    private static func open(_ position: Int64) -> ServerSentEvent {
        stream(#"{"state":"open"}"#, at: position)
    }

    private static func gap(_ first: Int64, reason: String = "expired") -> ServerSentEvent {
        stream(#"{"state":"gap","reason":"\#(reason)","first":"e-\#(first)"}"#)
    }

    private static func faults(
        _ events: [ServerSentEvent], nodes: Set<String> = ["a"], items: Int = 2
    ) -> [String] {
        var checker = LogChecker(nodes: nodes, items: items, history: history)
        for event in events { checker.take(event) }
        checker.finish(at: 9)
        return checker.faults
    }

    @Test(
        "A log without a fault has none",
        arguments: [
            [open(0), event(1), event(2), event(4), event(5), event(7), event(8)],
            [event(1), event(2), open(3), event(4), resumed, event(5), event(7), event(8)],
            [
                event(1), event(2), open(3), gap(4), event(2), event(4), open(4), event(5),
                event(7),
                event(8),
            ],
            // The beginning is cut off after its first item.
            [event(1), resumed, event(2), event(4), event(5), event(7), event(8)],
            [event(2), event(4), open(4), event(5), event(7), event(8)],
        ])
    func good(events: [ServerSentEvent]) {
        #expect(Self.faults(events) == [])
    }

    @Test(
        "Each fault is found",
        arguments: [
            ("a loss", [open(0), event(1), event(4), event(5), event(7), event(8)]),
            (
                "a loss where connections meet",
                [open(0), event(1), event(2), resumed, event(5), event(7), event(8)]
            ),
            ("a loss at the end", [open(0), event(1), event(2), event(4), event(5)]),
            (
                "a duplicate",
                [
                    open(0), event(1), event(2), resumed, event(2), event(4), event(5), event(7),
                    event(8),
                ]
            ),
            ("disorder", [open(0), event(2), event(1), event(4), event(5), event(7), event(8)]),
            (
                "disorder at the beginning",
                [event(2), event(1), open(2), event(4), event(5), event(7), event(8)]
            ),
            (
                "another node's",
                [open(0), event(1), event(2), event(3), event(4), event(5), event(7), event(8)]
            ),
            (
                "a beginning without its last",
                [event(1), open(2), event(4), event(5), event(7), event(8)]
            ),
            (
                "a beginning that is not the newest",
                [event(1), event(2), open(5), event(7), event(8)]
            ),
            (
                "a gap where nothing is missing",
                [
                    open(0), event(1), event(2), gap(2), event(1), event(2), open(2), event(4),
                    event(5), event(7), event(8),
                ]
            ),
            (
                "a gap without its reason",
                [open(0), gap(9, reason: "unknown"), event(5), event(8), open(9)]
            ),
            (
                "a gap that leaves out more than it says",
                [
                    event(1), event(2), open(3), gap(4), event(4), event(5), open(6), event(7),
                    event(8),
                ]
            ),
            ("a stream that never opens", [event(1), event(2)]),
            ("an event of nobody", [open(0), ServerSentEvent(data: "x", id: "e-77")]),
        ])
    func bad(name: String, events: [ServerSentEvent]) {
        #expect(Self.faults(events) != [])
    }

    @Test("Two nodes have one order")
    func severalNodes() {
        let good = [Self.open(0)] + (1...9).map { Self.event($0) }
        #expect(Self.faults(good, nodes: ["a", "b"]) == [])
        #expect(Self.faults(good.filter { $0.id != "e-6" }, nodes: ["a", "b"]) != [])
    }
}
