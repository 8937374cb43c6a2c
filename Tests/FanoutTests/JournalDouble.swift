import Dispatch
import Fanout
import PubSub
import Synchronization
import XMPP

/// A journal in memory that replays as the real one: in pages, from another thread, and with the gap
/// that retention leaves.
final class JournalDouble: Sendable {
    private struct State {
        var entries: [Entry] = []
        var floor = Position.start
        var isBroken = false
        var reads = 0
    }

    private let state = Mutex(State())
    private let pageEntries: Int
    private let queue = DispatchQueue(label: "journal")

    init(pageEntries: Int = 100) {
        self.pageEntries = pageEntries
    }

    static let service = "pubsub.example.org"

    var head: Position { state.withLock { $0.entries.last?.position ?? .start } }
    var entries: [Entry] { state.withLock { $0.entries } }
    /// How many pages were read.
    var reads: Int { state.withLock { $0.reads } }

    /// Appends changes and returns them as entries.
    @discardableResult
    func append(_ changes: [Change]) -> [Entry] {
        state.withLock { state in
            let new = changes.enumerated().map { index, change in
                Entry(
                    position: Position(rawValue: Int64(state.entries.count + index + 1)),
                    time: Timestamp(milliseconds: 0), service: Self.service, change: change)
            }
            state.entries += new
            return new
        }
    }

    /// Appends so many items, whose payload has about so many bytes.
    @discardableResult
    func publish(_ count: Int, to node: NodeID, bytes: Int = 20) -> [Entry] {
        let first = state.withLock { $0.entries.count + 1 }
        return append(
            (0..<count).map { index in
                .item("\(first + index)", in: node, text: String(repeating: "x", count: bytes))
            })
    }

    /// Retention takes everything up to here.
    func trim(through position: Position) {
        state.withLock { $0.floor = max($0.floor, position) }
    }

    func fail() {
        state.withLock { $0.isBroken = true }
    }

    var replay: Replay {
        { addresses, after, through, completion in
            self.queue.async {
                completion(self.page(of: addresses, after: after, through: through))
            }
        }
    }

    private func page(
        of addresses: [NodeAddress], after: Position, through: Position
    ) -> ReplayPage {
        state.withLock { state in
            state.reads += 1
            if state.isBroken { return .failed }
            if after < state.floor { return .lost }
            let all = state.entries[Int(after.rawValue)..<Int(through.rawValue)]
                .filter { addresses.contains($0.address) }
            let page = Array(all.prefix(pageEntries))
            guard page.count < all.count, let last = page.last else {
                return .entries(page, through: through)
            }
            return .entries(page, through: last.position)
        }
    }
}

extension Change {
    /// An item whose payload is a text in an element.
    static func item(_ id: ItemID, in node: NodeID, text: String) -> Change {
        let payload = XMLFragment(trusted: "<t xmlns=\"urn:t\">\(text)</t>")
        return .itemPublished(node, Publication(item: Item(id: id, payload: payload)))
    }

    static func comingClosed(_ node: NodeID) -> Change {
        var configuration = NodeConfiguration()
        configuration.accessModel = .whitelist
        return .nodeCreated(node, configuration)
    }

    static func closing(_ node: NodeID) -> Change {
        var configuration = NodeConfiguration()
        configuration.accessModel = .whitelist
        return .nodeConfigured(node, configuration, displaced: [])
    }
}

extension Selection {
    /// Nodes of the test's service.
    static func nodes(_ nodes: NodeID..., framing: Framing = .chunked) -> Selection {
        Selection(
            addresses: nodes.map { NodeAddress(service: JournalDouble.service, node: $0) },
            format: .payload, framing: framing)
    }
}

extension Hub {
    convenience init(_ journal: JournalDouble, _ configuration: HubConfiguration = .init()) {
        self.init(
            configuration: configuration, epoch: "e", head: journal.head, replay: journal.replay)
    }

    /// Attaches a peer that has been let in just now.
    func attach(
        _ peer: Peer, to selection: Selection = .nodes("a"), after cursor: Position,
        openedAt: Position? = nil, preamble: [UInt8] = [], poll: Reader.Poll? = nil
    ) {
        attach(
            Reader(
                descriptor: peer.hubDescriptor, selection: selection, cursor: cursor,
                openedAt: openedAt ?? cursor, preamble: preamble, poll: poll))
    }

    /// Waits for the counts to be so, and returns whether they came to be.
    func waits(seconds: Int = 20, until condition: (HubCounts) -> Bool) async -> Bool {
        for _ in 0..<(seconds * 200) {
            if condition(counts) { return true }
            try? await Task.sleep(for: .milliseconds(5))
        }
        return condition(counts)
    }
}

extension Int {
    var position: Position { Position(rawValue: Int64(self)) }
}
