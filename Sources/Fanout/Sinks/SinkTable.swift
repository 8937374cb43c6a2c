/// The sinks of a loop's readers: what each may still be given, and what this turn has for them.
struct SinkTable {
    /// What may be on the way to a sink's peer, in bytes.
    let window: Int

    private struct Entry {
        let sink: any Sink
        let number: UInt64
        var room: Int
    }

    /// By seat.
    private var entries: [Int32: Entry] = [:]
    private var seats: [UInt64: Int32] = [:]
    private var batches: [(carrier: any SinkCarrier, parcels: [SinkParcel])] = []
    /// Sinks whose connection is not gone, whether their reader still has a seat or not.
    private(set) var openCount = 0

    /// - Parameter window: of each sink, in bytes.
    init(window: Int) {
        self.window = window
    }

    mutating func add(_ sink: any Sink, _ port: SinkPort, seat: Int32) {
        entries[seat] = Entry(sink: sink, number: port.number, room: window)
        seats[port.number] = seat
        openCount += 1
    }

    /// A sink without a reader: all that will be heard of it is its end.
    mutating func refused() {
        openCount += 1
    }

    /// Takes what fits into the window, and returns how much that is.
    mutating func put(_ bytes: [UInt8], seat: Int32) -> Int {
        guard let room = entries[seat]?.room, let sink = entries[seat]?.sink else { return 0 }
        let count = min(room, bytes.count)
        guard count > 0 else { return 0 }
        entries[seat]?.room -= count
        post(
            SinkParcel(
                sink: sink, bytes: count == bytes.count ? bytes : Array(bytes[..<count]),
                ending: nil))
        return count
    }

    /// The reader leaves its seat.
    mutating func end(seat: Int32, _ ending: SinkEnding) {
        guard let entry = entries.removeValue(forKey: seat) else { return }
        seats[entry.number] = nil
        post(SinkParcel(sink: entry.sink, bytes: [], ending: ending))
    }

    /// Notes that a peer has taken bytes, and returns whose.
    mutating func delivered(_ count: Int, number: UInt64) -> Int32? {
        guard let seat = seats[number] else { return nil }
        entries[seat]?.room += count
        return seat
    }

    /// Notes that a sink's connection is gone, and returns whose, if somebody still sits there.
    mutating func closed(number: UInt64) -> Int32? {
        openCount -= 1
        return seats[number]
    }

    private mutating func post(_ parcel: SinkParcel) {
        let carrier = parcel.sink.carrier
        guard let index = batches.firstIndex(where: { $0.carrier === carrier }) else {
            return batches.append((carrier, [parcel]))
        }
        batches[index].parcels.append(parcel)
    }

    /// Hands this turn's parcels to their carriers.
    mutating func handOver() {
        for index in batches.indices where !batches[index].parcels.isEmpty {
            batches[index].carrier.carry(batches[index].parcels)
            batches[index].parcels = []
        }
    }
}
