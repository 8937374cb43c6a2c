import Fanout
import HTTPTypes
import PubSub

/// What a reader asks of a stream, as its URL and its `Last-Event-ID` say it.
struct StreamQuery: Sendable, Hashable {
    /// In the order of the URL, each once.
    var nodes: [NodeID]
    /// The last id that the reader has seen, as it came; `nil` where it brings none.
    var lastEventID: String?
    var format: ItemFormat
    /// How many of the newest items it wants to begin with; `nil`: the nodes decide.
    var items: Int?
    /// What becomes of nodes that are not there: with `wait`, the stream waits for them.
    var missing: MissingNodes
    /// Yaffle's polyfill asks for a comment of 2 KiB first, where browsers hold back short bodies.
    var wantsPadding: Bool
    /// The response is to end as soon as it holds something.
    var isPoll: Bool

    /// More would be a burden on the journal for one request.
    static let maximumNodes = 100
    static let maximumItems = 1000

    /// What the polyfills call their cursor, because `EventSource` cannot set a header.
    static let cursorNames = [
        "lastEventId", "lastEventID", "last_event_id", "Last-Event-ID", "evs_last_event_id",
    ]

    /// - Parameter path: what follows `/eventsource`, still encoded: empty, or `/` and a node.
    init(path: Substring, target: RequestTarget, fields: HTTPFields) throws(Problem) {
        nodes = try NodeURL.nodes(path: path, target: target)
        guard nodes.count <= Self.maximumNodes else {
            throw .tooManyNodes(limit: Self.maximumNodes)
        }
        lastEventID = Self.lastEventID(target, fields)
        format = try Self.format(target)
        items = try Self.items(target)
        missing = Self.isSet("wait", target) ? .awaited : .asConfigured
        wantsPadding = target.first("padding") == "true"
        isPoll = Self.isSet("poll", target)
    }

    /// The header wins: where the client reconnects by itself, its URL holds the cursor of the first
    /// time.
    private static func lastEventID(_ target: RequestTarget, _ fields: HTTPFields) -> String? {
        if let id = fields[.lastEventID], !id.isEmpty { return id }
        for name in cursorNames {
            if let id = target.first(name), !id.isEmpty { return id }
        }
        return nil
    }

    private static func isSet(_ name: String, _ target: RequestTarget) -> Bool {
        ["", "1", "true"].contains(target.first(name))
    }

    private static func format(_ target: RequestTarget) throws(Problem) -> ItemFormat {
        guard let text = target.first("format") else { return .item }
        guard let format = ItemFormat(rawValue: text) else {
            let known = ItemFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalidTarget("format '\(text)' is not one of \(known)")
        }
        return format
    }

    private static func items(_ target: RequestTarget) throws(Problem) -> Int? {
        guard let text = target.first("items") else { return nil }
        guard let count = Int(text), (0...maximumItems).contains(count) else {
            throw .invalidTarget("items is a number from 0 to \(maximumItems), not '\(text)'")
        }
        return count
    }
}

extension HTTPField.Name {
    /// What a browser sends when it reconnects (HTML §9.2.3).
    // swift-format-ignore: NeverForceUnwrap
    static let lastEventID = HTTPField.Name("Last-Event-ID")!
}
