import XMPP

extension Namespaces {
    /// The ad-hoc command by which an owner asks for the requests that wait (XEP-0060 §8.7).
    static let getPending = Namespaces.pubsub + "#get-pending"
}

/// Reading an ad-hoc command (XEP-0050 §2.4).
extension Verb {
    static func command(_ command: Element) throws(PubSubError) -> Verb {
        guard let name = command.optionalNode?.description else { throw .nodeRequired }
        let session = command[attribute: "sessionid"]
        if name == Namespaces.token { return try .token(step(of: command), session: session) }
        guard name == Namespaces.getPending else { throw .nodeNotFound(NodeID(name)) }
        switch command[attribute: "action"] ?? "execute" {
        case "cancel":
            return .pending(.cancel, session: session)
        case "execute", "next", "complete":
            guard let form = try command.dataForm, form.type != .cancel else {
                return .pending(.chooseNode, session: session)
            }
            guard let node = form["pubsub#node"]?.value, !node.isEmpty else {
                throw .nodeRequired
            }
            return .pending(.request(NodeID(node)), session: session)
        case let action:
            throw .action(action)
        }
    }

    private static func step(of command: Element) throws(PubSubError) -> TokenStep {
        switch command[attribute: "action"] ?? "execute" {
        case "cancel": return .cancel
        case "execute", "complete": return .request
        case let action: throw .action(action)
        }
    }
}

extension PubSubError {
    /// The refusal of an action: of one that there is (XEP-0050 §3.4), or of one that nobody knows.
    fileprivate static func action(_ name: String) -> PubSubError {
        ["cancel", "complete", "execute", "next", "prev"].contains(name)
            ? .badAction(name) : .malformedAction(name)
    }
}
