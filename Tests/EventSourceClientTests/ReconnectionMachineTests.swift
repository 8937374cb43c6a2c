import Testing

@testable import EventSourceClient

@Suite("When a source reconnects (HTML §9.2.3)")
struct ReconnectionMachineTests {
    private static func machine(
        _ persistence: EventSource.Persistence = .always
    ) -> ReconnectionMachine {
        var delays = ReconnectionDelays()
        delays.initial = .seconds(2)
        delays.shortest = .milliseconds(100)
        delays.longest = .seconds(30)
        return ReconnectionMachine(persistence: persistence, delays: delays)
    }

    private static let stream = "text/event-stream"

    @Test(
        "200 with the type of event streams opens, whatever its parameters and letters",
        arguments: [
            "text/event-stream", "text/event-stream;charset=utf-8",
            "text/event-stream ; charset=utf-8", "Text/Event-Stream",
        ])
    func opens(contentType: String) {
        var machine = Self.machine()
        #expect(machine.responded(status: 200, contentType: contentType, random: 0) == .read)
    }

    @Test(
        "200 with another type is final",
        arguments: [nil, "", "text/html", "text/event-stream-like", "text/event-streams;a"],
        EventSource.Persistence.allCases)
    func wrongType(contentType: String?, persistence: EventSource.Persistence) {
        var machine = Self.machine(persistence)
        #expect(
            machine.responded(status: 200, contentType: contentType, random: 0)
                == .giveUp(.contentType(contentType)))
    }

    @Test("204 ends the sequence", arguments: EventSource.Persistence.allCases)
    func noContent(persistence: EventSource.Persistence) {
        var machine = Self.machine(persistence)
        #expect(machine.responded(status: 204, contentType: nil, random: 0) == .finish)
    }

    @Test(
        "What no waiting cures is final",
        arguments: [201, 205, 301, 304, 400, 401, 403, 404, 410, 600],
        EventSource.Persistence.allCases)
    func finalStatus(status: Int, persistence: EventSource.Persistence) {
        var machine = Self.machine(persistence)
        #expect(
            machine.responded(status: status, contentType: Self.stream, random: 0)
                == .giveUp(.status(status)))
    }

    @Test("What may pass is tried again", arguments: [408, 425, 429, 500, 502, 503, 504, 599])
    func passingStatus(status: Int) {
        var machine = Self.machine()
        #expect(
            machine.responded(status: status, contentType: nil, random: 0)
                == .wait(.seconds(2), because: .status(status)))
        var standard = Self.machine(.standard)
        #expect(
            standard.responded(status: status, contentType: nil, random: 0)
                == .giveUp(.status(status)))
    }

    @Test("As the standard has it, a connection that fails is made anew, the first one too")
    func standardNetworkErrors() {
        var machine = Self.machine(.standard)
        let refused = Interruption.connection("refused")
        #expect(
            machine.interrupted(refused, random: 0) == .wait(.seconds(2), because: refused))
        #expect(machine.interrupted(.ended, random: 0) == .wait(.seconds(4), because: .ended))
    }

    @Test("Who gives up before the first opening goes on after it")
    func onceOpened() {
        var machine = Self.machine(.onceOpened)
        #expect(machine.interrupted(.ended, random: 0) == .giveUp(.ended))
        #expect(
            machine.responded(status: 503, contentType: nil, random: 0)
                == .giveUp(.status(503)))
        #expect(machine.responded(status: 200, contentType: Self.stream, random: 0) == .read)
        #expect(machine.interrupted(.ended, random: 0) == .wait(.seconds(2), because: .ended))
        #expect(
            machine.responded(status: 503, contentType: nil, random: 0)
                == .wait(.seconds(4), because: .status(503)))
    }

    @Test("Each failure doubles the wait, up to the longest")
    func backOff() {
        var machine = Self.machine()
        let waits = (0..<6).map { _ in machine.interrupted(.ended, random: 0) }
        #expect(
            waits
                == [2, 4, 8, 16, 30, 30].map { .wait(.seconds($0), because: .ended) })
    }

    @Test("A stream that opens and says nothing is a failure like any other")
    func silentStream() {
        var machine = Self.machine()
        for seconds in [2, 4, 8] {
            #expect(machine.responded(status: 200, contentType: Self.stream, random: 0) == .read)
            #expect(
                machine.interrupted(.ended, random: 0)
                    == .wait(.seconds(seconds), because: .ended))
        }
    }

    @Test("A stream with something to say brings the wait back to the reconnection time")
    func arrival() {
        var machine = Self.machine()
        for _ in 0..<5 { _ = machine.interrupted(.ended, random: 0) }
        _ = machine.responded(status: 200, contentType: Self.stream, random: 0)
        machine.arrived()
        #expect(machine.interrupted(.ended, random: 0) == .wait(.seconds(2), because: .ended))
    }

    @Test(
        "The server's reconnection time counts, within bounds",
        arguments: [(500, 500), (0, 100), (120_000, 120_000), (.max, 3_600_000)])
    func retry(milliseconds: Int, expected: Int) {
        var machine = Self.machine()
        machine.setReconnectionTime(milliseconds: milliseconds)
        #expect(
            machine.interrupted(.ended, random: 0)
                == .wait(.milliseconds(expected), because: .ended))
    }

    @Test(
        "Retry-After in seconds lengthens a wait, and never shortens it",
        arguments: [
            ("7", 7), ("1", 2), ("-1", 2), ("Fri, 31 Dec 1999 23:59:59 GMT", 2),
            ("99999999999", 3600), ("99999999999999999999", 2),
        ])
    func retryAfter(value: String, expected: Int) {
        var machine = Self.machine()
        #expect(
            machine.responded(status: 503, contentType: nil, retryAfter: value, random: 0)
                == .wait(.seconds(expected), because: .status(503)))
    }

    @Test("Chance makes a wait up to half longer, and never shorter")
    func chance() {
        for random in [0, 0.25, 0.5, 0.999] {
            var machine = Self.machine()
            #expect(
                machine.interrupted(.ended, random: random)
                    == .wait(.seconds(2) * (1 + random / 2), because: .ended))
        }
    }
}
