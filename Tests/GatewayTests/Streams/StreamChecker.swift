import PubSub
import Testing

/// Compares what a client was sent with what was published: what it did not get must have been announced
/// as a gap, and nothing may come twice, too early or out of order.
struct StreamChecker {
    /// The nodes that the client follows.
    let nodes: Set<NodeID>
    /// How many items its streams are to begin with; `nil`: the last of each node.
    let items: Int?
    /// Everything that was ever published, in order.
    let history: [Entry]

    /// Everything up to here was sent or announced; `nil` while a beginning or a gap is under way.
    private var covered: Position?
    /// The last position that came with an id.
    private var cursor: Position?
    /// The items of the beginning under way, if all of it was seen.
    private var beginning: [Position]?
    private var isAfterGap = false
    private(set) var gaps = 0

    init(nodes: Set<NodeID>, items: Int?, history: [Entry]) {
        self.nodes = nodes
        self.items = items
        self.history = history.filter { nodes.contains($0.change.node) && $0.isVisible }
    }

    /// Checks a whole log, and that its client has everything in the end.
    mutating func check(_ log: [StreamClient.Event]) {
        for event in log { take(event) }
        #expect(cursor.map { last in history.allSatisfy { $0.position <= last } } == true)
    }

    private mutating func take(_ event: StreamClient.Event) {
        switch event {
        case .refused(let status):
            Issue.record("refused with \(status)")
        case .connected:
            // Cut in the middle of a beginning, the client goes on from the last item of it.
            covered = covered ?? cursor
            beginning = cursor == nil ? [] : nil
            isAfterGap = false
        case .entry(let position):
            take(position)
        case .state("gap", _):
            gaps += 1
            covered = nil
            beginning = []
            isAfterGap = true
        case .state("open", let position?), .state("polled", let position?):
            if let beginning { #expect(beginning == expectedBeginning(at: position)) }
            if let covered, beginning == nil {
                #expect(!history.contains { $0.position > covered && $0.position <= position })
            }
            beginning = nil
            covered = position
            cursor = position
        case .state("resumed", let position?):
            #expect(position == cursor)
            covered = position
        case .state(let state, let position):
            #expect(["lagged", "overdue", "shutdown"].contains(state))
            #expect(position == nil || position == cursor)
        }
    }

    private mutating func take(_ position: Position) {
        if beginning != nil {
            if let last = beginning?.last { #expect(last < position) }
            beginning?.append(position)
        } else if let covered {
            let next = history.first { $0.position > covered }
            #expect(next?.position == position, "after \(covered)")
            self.covered = position
        } else {
            Issue.record("\(position) came before the stream said where it is")
        }
        cursor = position
    }

    private func expectedBeginning(at head: Position) -> [Position] {
        let published = history.filter { $0.position <= head && $0.isPublication }
        guard let items = items ?? (isAfterGap ? 100 : nil) else {
            return nodes.compactMap { node in published.last { $0.change.node == node }?.position }
                .sorted()
        }
        return published.suffix(items).map(\.position)
    }
}

extension Entry {
    var isPublication: Bool {
        if case .itemPublished = change { true } else { false }
    }

    /// Whether readers see anything of it.
    fileprivate var isVisible: Bool {
        switch change {
        case .affiliationSet, .subscriptionSet: false
        default: true
        }
    }
}
