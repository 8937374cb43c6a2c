import HTTPTypes
import PubSub

/// A bound that a client can meet; the raw value is its key under `limits`.
enum Limit: String, Sendable, CaseIterable {
    case streams
    case streamsPerAddress = "streams_per_address"
    case streamsPerToken = "streams_per_token"
    case streamsPerNode = "streams_per_node"
    case opensPerAddress = "opens_per_address"
    case refusalsPerAddress = "refusals_per_address"
    case publishesPerAddress = "publishes_per_address"
    case publishesPerToken = "publishes_per_token"

    /// The setting that the operator may change.
    var setting: String { "limits.\(rawValue)" }

    /// Whether it is the server that has no room, and not one client that wants too much.
    var isOurs: Bool { self == .streams || self == .streamsPerNode }
}

extension Problem {
    /// A client has met a limit: 503 where it is the server's own, else 429 (RFC 6585 §4).
    ///
    /// - Parameters:
    ///   - wait: until it is worth trying again; `nil` where that depends on others.
    ///   - node: the one that has its fill.
    static func limited(
        by limit: Limit, _ limits: Settings.Limits, after wait: Duration?, node: NodeID?
    ) -> Problem {
        let seconds = wait?.wholeSeconds ?? 10
        var problem = Problem(
            status: limit.isOurs ? .serviceUnavailable : .tooManyRequests,
            slug: limit.isOurs ? "overloaded" : "too-many",
            title: limit.isOurs ? "No room for another stream" : "Too much from one client",
            detail: limit.explanation(limits, node: node)
                + " Try again in \(seconds) s. The server's operator sets this by \(limit.setting).",
            fields: [.retryAfter: String(seconds)])
        problem.setting = limit.setting
        return problem
    }
}

extension Limit {
    fileprivate func explanation(_ limits: Settings.Limits, node: NodeID?) -> String {
        switch self {
        case .streams:
            "The server has \(streams(limits.streams)), as many as it may."
        case .streamsPerAddress:
            "Your address has \(streams(limits.streamsPerAddress)), as many as it may. "
                + "Follow several nodes by one stream: /eventsource?node=A&node=B."
        case .streamsPerToken:
            "Your token has \(streams(limits.streamsPerToken)), as many as it may. "
                + "Follow several nodes by one stream: /eventsource?node=A&node=B."
        case .streamsPerNode:
            "The node '\(node ?? "")' has \(streams(limits.streamsPerNode)), as many as it may."
        case .opensPerAddress:
            "Your address asks for streams, tickets or sessions more often than "
                + "\(text(limits.opensPerAddress))."
        case .refusalsPerAddress:
            "Your address is refused more often than \(text(limits.refusalsPerAddress))."
        case .publishesPerAddress:
            "Your address publishes more items than \(text(limits.publishesPerAddress))."
        case .publishesPerToken:
            "Your token publishes more items than \(text(limits.publishesPerToken))."
        }
    }

    private func streams(_ count: Int?) -> String {
        count == 1 ? "one stream open" : "\(count ?? 0) streams open"
    }

    private func text(_ rate: Rate?) -> String { rate?.description ?? "" }
}
