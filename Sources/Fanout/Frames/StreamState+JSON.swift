import JSONText
import PubSub

extension StreamState {
    /// The data of `event: stream`, as docs/streams.md has it.
    func json(epoch: String) -> JSON {
        switch self {
        case .shutdown:
            ["state": .string(name)]
        case .open(let awaited), .resumed(let awaited):
            .object(
                [.init("state", .string(name))]
                    + (awaited.isEmpty
                        ? []
                        : [.init("awaits", .array(awaited.map { .string($0.description) }))]))
        case .gap(let reason, let first):
            [
                "state": .string(name), "reason": .string(reason.rawValue),
                "first": .string(Cursor(epoch: epoch, position: first).description),
            ]
        case .expiring(let moment):
            ["state": .string(name), "at": .string(moment.description)]
        case .lagged(let lag), .overdue(let lag):
            [
                "state": .string(name), "entries": .integer(lag.entries),
                "bytes": .integer(lag.bytes),
            ]
        case .revoked(let node):
            ["state": .string(name), "node": .string(node.description)]
        case .polled(let next):
            [
                "state": .string(name),
                "cursor": .string(Cursor(epoch: epoch, position: next).description),
            ]
        }
    }

    /// What `state` says.
    private var name: String {
        switch self {
        case .open: "open"
        case .resumed: "resumed"
        case .gap: "gap"
        case .expiring: "expiring"
        case .lagged: "lagged"
        case .overdue: "overdue"
        case .revoked: "revoked"
        case .polled: "polled"
        case .shutdown: "shutdown"
        }
    }
}
