public import XMPP

/// What the command `get-pending` answers (XEP-0060 §8.7).
public struct PendingCommand: Sendable, Hashable {
    /// Where the command is (XEP-0050 §3.2).
    public enum Status: String, Sendable, Hashable {
        case executing, completed, canceled
    }

    /// Names this run of the command.
    public var session: String
    /// Where it is.
    public var status: Status
    /// What is to be filled in.
    public var form: DataForm?

    /// Makes an answer.
    public init(session: String, status: Status, form: DataForm? = nil) {
        self.session = session
        self.status = status
        self.form = form
    }
}
