public import XMPP

/// What an ad-hoc command answers: `get-pending` (XEP-0060 §8.7), or the one for a token.
public struct PendingCommand: Sendable, Hashable {
    /// Where the command is (XEP-0050 §3.2).
    public enum Status: String, Sendable, Hashable {
        case executing, completed, canceled
    }

    /// The command.
    public let node: String
    /// Names this run of the command.
    public var session: String
    /// Where it is.
    public var status: Status
    /// What is to be filled in.
    public var form: DataForm?

    init(
        node: String = Namespaces.getPending, session: String, status: Status,
        form: DataForm? = nil
    ) {
        self.node = node
        self.session = session
        self.status = status
        self.form = form
    }
}
