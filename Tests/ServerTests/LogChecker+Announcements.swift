import EventStream
import Foundation

// What a stream says of itself, and whether it is true.
extension LogChecker {
    mutating func take(announcement event: ServerSentEvent) {
        guard
            let announcement = try? JSONDecoder().decode(
                Announcement.self, from: Data((event.data ?? "").utf8))
        else { return fault("\(event) says nothing") }
        switch announcement.state {
        case "open": open(at: Self.position(event.id))
        case "polled": poll(at: Self.position(event.id))
        case "resumed":
            connect()
            harm[.resumptions] += 1
            if place == nil || beginning != nil { fault("it is resumed, and was nowhere") }
        case "gap": gap(announcement)
        // They tell of the time that things take, and of ends and why, but nothing of what was sent.
        case "lagged", "overdue", "shutdown", "expiring", "revoked": break
        default: fault("\(announcement.state) is a state that says nothing of what was sent")
        }
    }

    private mutating func gap(_ announcement: Announcement) {
        connect()
        guard let place, let first = Self.position(announcement.first) else {
            beginning = Beginning()
            return fault("a gap without a place: \(announcement)")
        }
        beginning = Beginning(first: first)
        let missing = entries.filter { $0.position > place && $0.position <= first }
        switch announcement.reason {
        case "expired":
            harm[.gapsByRetention] += 1
            if missing.isEmpty {
                fault("a gap is announced up to \(first), and nothing is missing after \(place)")
            }
        // Only the model lets it in, and that changed right after.
        case "closed":
            harm[.gapsByRights] += 1
            let change = entries.first { $0.position > first }
            if plan.right == nil || place > first || change?.isConfiguration != true {
                fault("\(place) to \(first) are withheld, and were open all the time")
            }
        default: fault("a gap without a reason: \(announcement)")
        }
    }

    /// A poll's answer ends, and claims everything up to there.
    private mutating func poll(at position: Int64?) {
        guard plan.way == .poll, let position else {
            return fault("a stream is answered as a poll")
        }
        if let beginning {
            if let first = beginning.first {
                open(at: first)
            } else {
                begin(beginning, upTo: position)
            }
        }
        guard let place else { return fault("a poll ends nowhere") }
        let missing = entries.filter { $0.position > place && $0.position <= position }
        if !missing.isEmpty {
            fault("a poll that ends at \(position) lacks \(missing.map(\.position))")
        }
        self.place = max(place, position)
    }

    /// A poll's first answer: the newest items of some moment, which it does not tell, and every entry
    /// since that was there when it ended.
    private mutating func begin(_ beginning: Beginning, upTo position: Int64) {
        let got = beginning.items.map(\.position)
        let positions = entries.map(\.position).filter { $0 <= position }
        let isTrue = ([position] + positions).contains { opening in
            let rest = positions.filter { $0 > opening }
            return got.suffix(rest.count) == rest[...]
                && isBeginning(got.dropLast(rest.count), at: opening, isAfterGap: false)
        }
        if !isTrue { fault("up to \(position), \(got) are not the newest items and what followed") }
        self.beginning = nil
        place = position
    }

    mutating func open(at position: Int64?) {
        guard let beginning, let position else { return fault("a stream opens in its middle") }
        if let first = beginning.first, first != position {
            fault("after a gap up to \(first) the stream opens at \(position)")
        }
        let got = beginning.items.map(\.position)
        if !isBeginning(got, at: position, isAfterGap: beginning.first != nil) {
            fault("at \(position), \(got) are not the newest items")
        }
        self.beginning = nil
        place = position
    }

    /// Whether these are the newest items up to the opening, of all nodes together. After a gap that is a
    /// place in the past, and the items are those that were there at some moment since.
    private func isBeginning(
        _ got: some Collection<Int64>, at opening: Int64, isAfterGap: Bool
    ) -> Bool {
        let later = isAfterGap ? entries.map(\.position).filter { $0 > opening } : []
        return ([opening] + later).contains { moment in
            let past = entries.filter { $0.position <= moment }
            let retracted = Set(past.filter { $0.kind == .retracted }.map(\.item))
            let kept = past.filter { $0.isPublication && !retracted.contains($0.item) }
            return kept.map(\.position).filter { $0 <= opening }.suffix(plan.items)
                .elementsEqual(got)
        }
    }
}

extension History.Entry {
    fileprivate var isPublication: Bool { if case .published = kind { true } else { false } }
    fileprivate var isConfiguration: Bool { if case .configured = kind { true } else { false } }
}

/// The data of `event: stream`.
private struct Announcement: Decodable {
    var state: String
    var reason: String?
    var first: String?
}
