import EventStream
import Synchronization

/// What the publishers were told is done: the truth that clients' logs are compared with.
final class History: Sendable {
    /// One thing that readers of a node see.
    struct Entry: Sendable, Hashable {
        enum Kind: Sendable, Hashable {
            /// With the item's text.
            case published(String)
            case retracted
            /// The access model was set.
            case configured(String)
        }

        /// The journal's position.
        var position: Int64
        var node: String
        /// Empty: it is about the node itself.
        var item = ""
        var kind: Kind

        /// Whether it is what a reader of the default format got.
        func isTold(by event: ServerSentEvent) -> Bool {
            switch kind {
            case .published(let text): event.event == nil && event.data == text
            case .retracted:
                event.event == "retract"
                    && event.data == #"{"node":"\#(node)","id":"\#(item)"}"#
            case .configured(let model):
                event.event == "configuration"
                    && event.data?.contains(#""access_model":"\#(model)""#) == true
            }
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
