import EventStream
import Testing

/// A checker that finds nothing proves nothing: here is what it has to find.
@Suite struct LogCheckerTests {
    private static let history =
        (1...9).map {
            History.Entry(
                position: $0, node: $0 % 3 == 0 ? "b" : "a", item: "\($0)",
                kind: $0 == 7 ? .retracted : .published("text \($0)"))
        }

    private static func event(_ position: Int64) -> ServerSentEvent {
        position == 7
            ? ServerSentEvent(
                event: "retract", data: #"{"node":"a","id":"7"}"#, id: "e-7")
            : ServerSentEvent(data: "text \(position)", id: "e-\(position)")
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
        var checker = LogChecker(Plan(nodes: nodes, items: items), history: history)
        for event in events { checker.take(.event(event)) }
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

    private static func polled(_ position: Int64) -> ServerSentEvent {
        stream(#"{"state":"polled"}"#, at: position)
    }

    private static func pollFaults(_ events: [ServerSentEvent]) -> [String] {
        var checker = LogChecker(Plan(nodes: ["a"], items: 2, way: .poll), history: history)
        for event in events { checker.take(.event(event)) }
        checker.finish(at: 9)
        return checker.faults
    }

    @Test("Polls claim what they end at")
    func polls() {
        let begun = [Self.event(1), Self.event(2), Self.polled(3)]
        let rest = [Self.event(5), Self.event(7), Self.event(8), Self.polled(9)]
        #expect(Self.pollFaults(begun + [Self.event(4), Self.polled(4)] + rest) == [])
        #expect(Self.pollFaults(begun + [Self.polled(4)] + rest) != [])
        #expect(Self.pollFaults(begun + [Self.polled(3), Self.event(4)] + rest) == [])
        let gap = [Self.gap(4), Self.event(2), Self.event(4)]
        #expect(Self.pollFaults(begun + gap + [Self.polled(4)] + rest) == [])
        #expect(Self.pollFaults(begun + gap + rest) == [])
        #expect(Self.pollFaults(begun + [Self.gap(4), Self.event(4)] + rest) != [])
        #expect(Self.pollFaults([Self.open(0)] + rest) != [])
    }

    @Test("What is withheld comes right before a change of the access model")
    func withheld() {
        let right = Right(isGrantedAtFirst: true)
        let node = "a"
        let models: [Int64: String] = [2: "whitelist", 4: "open"]
        let history = (1...5).map { (position: Int64) in
            History.Entry(
                position: position, node: node, item: models[position] == nil ? "\(position)" : "",
                kind: models[position].map { .configured($0) } ?? .published("text \(position)"))
        }
        func events(gapTo first: Int64) -> [ServerSentEvent] {
            let changes = models.mapValues { #"{"node":"a","access_model":"\#($0)"}"# }
            let all = (1...5).map { (position: Int64) in
                changes[position].map {
                    ServerSentEvent(event: "configuration", data: $0, id: "e-\(position)")
                } ?? ServerSentEvent(data: "text \(position)", id: "e-\(position)")
            }
            let present = all.prefix(Int(first)).filter { $0.event == nil }
            return [Self.open(0)] + all.prefix(2) + [Self.gap(first, reason: "closed")] + present
                + [Self.open(first)] + all.dropFirst(Int(first))
        }
        func faults(_ events: [ServerSentEvent], _ right: Right?) -> [String] {
            var checker = LogChecker(
                Plan(nodes: [node], items: 2, right: right), history: history)
            for event in events { checker.take(.event(event)) }
            checker.finish(at: 5)
            return checker.faults
        }
        #expect(faults(events(gapTo: 3), right) == [])
        #expect(faults(events(gapTo: 3), nil) != [])
        #expect(faults(events(gapTo: 4), right) != [])
    }

    @Test("Two nodes have one order")
    func severalNodes() {
        let good = [Self.open(0)] + (1...9).map { Self.event($0) }
        #expect(Self.faults(good, nodes: ["a", "b"]) == [])
        #expect(Self.faults(good.filter { $0.id != "e-6" }, nodes: ["a", "b"]) != [])
    }
}
