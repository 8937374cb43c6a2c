import EventStream
import Synchronization

/// What the publishers were told is done: the truth that clients' logs are compared with.
final class History: Sendable {
    /// One thing that readers of a node see.
    struct Entry: Sendable, Hashable {
        /// The journal's position.
        var position: Int64
        var node: String
        var item: String
        /// The text of the item; `nil`: it was taken back.
        var text: String?

        /// The event as a reader of the default format gets it, but for its id.
        var event: ServerSentEvent {
            guard let text else {
                return ServerSentEvent(
                    event: "retract", data: #"{"node":"\#(node)","id":"\#(item)"}"#)
            }
            return ServerSentEvent(data: text)
        }
    }

    private let recorded = Mutex<[Entry]>([])
    /// How many entries there are, each time that there is one more, until `close`.
    let counts: AsyncStream<Int>
    private let count: AsyncStream<Int>.Continuation

    init() {
        (counts, count) = AsyncStream.makeStream()
    }

    func record(_ entry: Entry) {
        let number = recorded.withLock { recorded in
            recorded.append(entry)
            return recorded.count
        }
        count.yield(number)
    }

    func close() {
        count.finish()
    }

    /// In the journal's order.
    var entries: [Entry] {
        recorded.withLock { $0 }.sorted { $0.position < $1.position }
    }
}
