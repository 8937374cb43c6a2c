import EventStream

/// Compares what one client got, over all its connections, with what was published: finds each loss,
/// duplicate, disorder, and each gap that was not announced or had no reason.
///
/// The client's place is a position, as it is the server's. Outside of a beginning, the next event must
/// be the next entry of its nodes after that place. A beginning, after the first connection or after
/// `gap`, is the newest items, closed by `open`. A gap claims what is missing: retention must have taken
/// something that the client had not got, and the stream must open where the claim ends.
struct LogChecker {
    /// A beginning that is under way.
    struct Beginning {
        var items: [History.Entry] = []
        /// After a gap: the last position that may be missing.
        var first: Int64?
    }

    let plan: Plan
    /// Of its nodes, in order.
    let entries: [History.Entry]
    private let byPosition: [Int64: History.Entry]
    /// Everything up to here was got, or announced as a gap.
    var place: Int64?
    var beginning: Beginning? = Beginning()
    /// What is wrong, in order.
    private(set) var faults: [String] = []
    var harm = Harm()

    init(_ plan: Plan, history: [History.Entry]) {
        self.plan = plan
        entries = history.filter { plan.nodes.contains($0.node) }
        byPosition = Dictionary(history.map { ($0.position, $0) }, uniquingKeysWith: { $1 })
    }

    /// Takes what happened to the client next.
    mutating func take(_ happening: ClientLog.Happening) {
        switch happening {
        case .opened: connect()
        case .event(let event): take(event)
        case .failed(let text): fault(text)
        case .refused: break
        }
    }

    private mutating func take(_ event: ServerSentEvent) {
        if event.event == "stream" { return take(announcement: event) }
        guard let position = Self.position(event.id), let entry = byPosition[position] else {
            return fault("nobody published \(event)")
        }
        guard plan.nodes.contains(entry.node), entry.isTold(by: event) else {
            return fault("\(event) is not what was published: \(entry)")
        }
        // A poll does not say where a beginning ends.
        if plan.way == .poll, let first = beginning?.first, position > first {
            open(at: first)
        }
        if let last = beginning?.items.last, position <= last.position {
            fault("\(position) comes after \(last.position)")
        } else if beginning != nil {
            beginning?.items.append(entry)
        } else {
            follow(entry)
        }
    }

    /// Says that the client was to come as far as this position.
    mutating func finish(at goal: Int64) {
        guard beginning == nil, let place else { return fault("its stream is not open at the end") }
        let missing = entries.filter { $0.position > place && $0.position <= goal }
        if !missing.isEmpty { fault("the end is lost: \(missing.map(\.position))") }
    }

    /// A beginning that was cut off goes on after its last item.
    mutating func connect() {
        guard let last = beginning?.items.last else { return }
        place = last.position
        beginning = nil
    }

    private mutating func follow(_ entry: History.Entry) {
        guard let place else { return fault("an event comes before the stream is open") }
        guard entry.position > place else {
            return fault("\(entry.position) comes again, or late: the client is at \(place)")
        }
        let missing = entries.filter { $0.position > place && $0.position < entry.position }
        if !missing.isEmpty {
            fault("\(missing.map(\.position)) are lost between \(place) and \(entry.position)")
        }
        self.place = entry.position
    }

    mutating func fault(_ text: String) {
        faults.append(text)
    }

    static func position(_ id: String?) -> Int64? {
        id.flatMap { $0.split(separator: "-").last }.flatMap { Int64($0) }
    }
}
