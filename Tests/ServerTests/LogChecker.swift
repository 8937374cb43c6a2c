import EventStream
import Foundation

/// Compares what one client got, over all its connections, with what was published: finds each loss,
/// duplicate, disorder, and each gap that was not announced or had no reason.
///
/// The client's place is a position, as it is the server's. Outside of a beginning, the next event must
/// be the next entry of its nodes after that place. A beginning, after the first connection or after
/// `gap`, is the newest items, closed by `open`. A gap claims what is missing: retention must have taken
/// something that the client had not got, and the stream must open where the claim ends.
struct LogChecker {
    /// A beginning that is under way.
    private struct Beginning {
        var items: [History.Entry] = []
        /// After a gap: the last position that may be missing.
        var first: Int64?
    }

    private let nodes: Set<String>
    private let entries: [History.Entry]
    private let byPosition: [Int64: History.Entry]
    /// How many items the client asks for at each beginning.
    private let items: Int
    private var place: Int64?
    private var beginning: Beginning? = Beginning()
    /// What is wrong, in order.
    private(set) var faults: [String] = []
    private(set) var gaps = 0

    init(nodes: Set<String>, items: Int, history: [History.Entry]) {
        self.nodes = nodes
        self.items = items
        entries = history.filter { nodes.contains($0.node) }
        byPosition = Dictionary(history.map { ($0.position, $0) }, uniquingKeysWith: { $1 })
    }

    /// Takes the client's next event.
    mutating func take(_ event: ServerSentEvent) {
        if event.event == "stream" { return take(announcement: event) }
        guard let position = Self.position(event.id), let entry = byPosition[position] else {
            return fault("nobody published \(event)")
        }
        guard nodes.contains(entry.node), entry.event.event == event.event,
            entry.event.data == event.data
        else { return fault("\(event) is not what was published: \(entry)") }
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

    private mutating func take(announcement event: ServerSentEvent) {
        guard
            let announcement = try? JSONDecoder().decode(
                Announcement.self, from: Data((event.data ?? "").utf8))
        else { return fault("\(event) says nothing") }
        switch announcement.state {
        case "open": open(at: Self.position(event.id))
        case "resumed":
            // A beginning that was cut off goes on after its last item.
            if let last = beginning?.items.last { place = last.position }
            beginning = nil
            if place == nil { fault("it is resumed, and was nowhere") }
        case "gap": gap(announcement)
        // They tell of the time that things take, and of ends, but nothing of what was sent.
        case "lagged", "overdue", "shutdown": break
        default: fault("\(announcement.state) is a state that says nothing of what was sent")
        }
    }

    private mutating func gap(_ announcement: Announcement) {
        if let last = beginning?.items.last { place = last.position }
        gaps += 1
        guard announcement.reason == "expired", let place,
            let first = Self.position(announcement.first)
        else {
            beginning = Beginning()
            return fault("a gap without a reason: \(announcement)")
        }
        beginning = Beginning(first: first)
        if !entries.contains(where: { $0.position > place && $0.position <= first }) {
            fault("a gap is announced up to \(first), and nothing is missing after \(place)")
        }
    }

    private mutating func open(at position: Int64?) {
        guard let beginning, let position else { return fault("a stream opens in its middle") }
        if let first = beginning.first, first != position {
            fault("after a gap up to \(first) the stream opens at \(position)")
        }
        for node in nodes {
            let got = beginning.items.filter { $0.node == node }.map(\.position)
            if !isBeginning(
                got, of: node, at: position, isAfterGap: beginning.first != nil)
            {
                fault("at \(position), \(got) are not the newest items of \(node)")
            }
        }
        self.beginning = nil
        place = position
    }

    /// Whether these are the newest items of a node up to the opening, without those that were retracted
    /// while they were fetched: that is told next. After a gap the opening is a place in the past, and the
    /// items are those that were there at some moment since.
    private func isBeginning(
        _ got: [Int64], of node: String, at opening: Int64, isAfterGap: Bool
    ) -> Bool {
        let own = entries.filter { $0.node == node }
        let later = own.map(\.position).filter { $0 > opening }
        let retractions = own.filter { $0.text == nil }
        let published = own.filter { $0.text != nil && $0.position <= opening }
        func kept(_ entries: some Collection<History.Entry>, at moment: Int64) -> [History.Entry] {
            let gone = Set(retractions.filter { $0.position <= moment }.map(\.item))
            return entries.filter { !gone.contains($0.item) }
        }
        return (isAfterGap ? [opening] + later : [opening]).contains { asked in
            let newest = kept(published, at: asked).suffix(items)
            return ([asked] + later.filter { $0 > asked }).contains { fetched in
                let there = kept(newest, at: fetched).map(\.position)
                // Several nodes share the number.
                return nodes.count == 1 ? there == got : there.suffix(got.count) == got[...]
            }
        }
    }

    private mutating func fault(_ text: String) {
        faults.append(text)
    }

    private static func position(_ id: String?) -> Int64? {
        id.flatMap { $0.split(separator: "-").last }.flatMap { Int64($0) }
    }
}

/// The data of `event: stream`.
private struct Announcement: Decodable {
    var state: String
    var reason: String?
    var first: String?
}
