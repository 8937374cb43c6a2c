/// The seats of a loop, side by side. Who leaves makes room for who comes next.
struct SeatTable {
    private var seats: [Seat] = []
    private var free: [Int32] = []
    private var generation: UInt32 = 0

    /// Readers who sit.
    var count: Int { seats.count - free.count }

    /// The indices of all seats, the free ones too.
    var indices: Range<Int32> { 0..<Int32(seats.count) }

    subscript(index: Int32) -> Seat {
        _read { yield seats[Int(index)] }
        _modify { yield &seats[Int(index)] }
    }

    mutating func insert(_ seat: Seat) -> SeatID {
        generation &+= 1
        var seat = seat
        seat.generation = generation
        if let index = free.popLast() {
            seats[Int(index)] = seat
            return SeatID(index: index, generation: generation)
        }
        seats.append(seat)
        return SeatID(index: Int32(seats.count - 1), generation: generation)
    }

    mutating func remove(_ index: Int32) {
        seats[Int(index)].descriptor = Seat.free
        free.append(index)
        if free.count == seats.count {
            seats = []
            free = []
        }
    }

    /// Whether somebody sits there.
    func isTaken(_ index: Int32) -> Bool {
        indices.contains(index) && seats[Int(index)].descriptor != Seat.free
    }

    /// Whether this reader still sits there.
    func isCurrent(_ id: SeatID) -> Bool {
        isTaken(id.index) && seats[Int(id.index)].generation == id.generation
    }

    mutating func withUnsafeSeats<Result>(
        _ body: (UnsafeMutableBufferPointer<Seat>) throws -> Result
    ) rethrows -> Result {
        try seats.withUnsafeMutableBufferPointer { try body($0) }
    }
}
