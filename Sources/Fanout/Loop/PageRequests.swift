import PubSub

/// The pages of the journal that readers wait for. Readers of one ring who are at the same place wait
/// for one page together, and only so many pages are under way at a time.
struct PageRequests {
    /// A page, and who waits for it.
    struct Request {
        let number: UInt64
        let ring: Int32
        let after: Position
        var readers: [SeatID] = []
    }

    private let limit: Int
    private var requests: [UInt64: Request] = [:]
    private var queue: [UInt64] = []
    private var underWay = 0
    private var lastNumber: UInt64 = 0

    /// - Parameter limit: How many may be under way at a time.
    init(limit: Int) {
        self.limit = limit
    }

    /// Makes a request and returns its number.
    mutating func add(ring: Int32, after position: Position) -> UInt64 {
        lastNumber += 1
        requests[lastNumber] = Request(number: lastNumber, ring: ring, after: position)
        queue.append(lastNumber)
        return lastNumber
    }

    /// Lets one more reader wait for a page.
    mutating func join(_ number: UInt64, _ reader: SeatID) {
        requests[number]?.readers.append(reader)
    }

    /// The next request whose turn has come; `nil`: none, or enough are under way.
    mutating func begin() -> Request? {
        guard underWay < limit, !queue.isEmpty else { return nil }
        underWay += 1
        return requests[queue.removeFirst()]
    }

    /// Takes out a request that was begun.
    mutating func end(_ number: UInt64) -> Request? {
        guard let request = requests.removeValue(forKey: number) else { return nil }
        underWay -= 1
        return request
    }
}
