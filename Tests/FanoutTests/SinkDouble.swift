import EventStream
import Fanout
import PubSub
import Synchronization

/// A sink without a connection: it keeps what it is given, and lets the test say when the peer has
/// taken it.
final class SinkDouble: Sink {
    private struct State {
        var bytes: [UInt8] = []
        var reported = 0
        var ending: SinkEnding?
    }

    let carrier: any SinkCarrier
    let port: SinkPort
    private let state = Mutex(State())

    init(_ hub: Hub, carrier: CarrierDouble = CarrierDouble()) {
        self.carrier = carrier
        port = hub.makePort()
    }

    func take(_ bytes: [UInt8], ending: SinkEnding?) {
        state.withLock { state in
            state.bytes += bytes
            state.ending = ending ?? state.ending
        }
    }

    /// What it was given and has not reported as taken.
    var held: Int { state.withLock { $0.bytes.count - $0.reported } }
    var ending: SinkEnding? { state.withLock { $0.ending } }

    /// The peer takes all that is there.
    func drain() {
        let count = state.withLock { state in
            defer { state.reported = state.bytes.count }
            return state.bytes.count - state.reported
        }
        if count > 0 { port.delivered(count) }
    }

    /// The items so far: what the stream says of itself is left out.
    var items: [ServerSentEvent] {
        get throws { try events.filter { $0.event == nil } }
    }

    /// The events so far, of a stream without chunks.
    var events: [ServerSentEvent] {
        get throws {
            var parser = EventParser()
            let signals = try parser.parse(state.withLock { $0.bytes }[...])
            return signals.compactMap { if case .event(let event) = $0 { event } else { nil } }
        }
    }
}

/// Carries on the loop's own thread, and counts its ways.
final class CarrierDouble: SinkCarrier {
    private let parcelCounts = Mutex<[Int]>([])

    func carry(_ parcels: [SinkParcel]) {
        parcelCounts.withLock { $0.append(parcels.count) }
        for parcel in parcels { parcel.sink.take(parcel.bytes, ending: parcel.ending) }
    }

    /// How many parcels it had each time.
    var counts: [Int] { parcelCounts.withLock { $0 } }
}

extension Hub {
    func attach(
        _ sink: SinkDouble, after cursor: Position, openedAt: Position? = nil,
        preamble: [UInt8] = []
    ) {
        attach(
            Reader(
                output: .sink(sink, sink.port), selection: .nodes("a", framing: .none),
                cursor: cursor, openedAt: openedAt ?? cursor, preamble: preamble))
    }
}

/// Waits for a condition, and returns whether it came to hold.
func eventually(_ condition: () throws -> Bool) async rethrows -> Bool {
    let deadline = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < deadline {
        if try condition() { return true }
        await Task.yield()
    }
    return false
}
