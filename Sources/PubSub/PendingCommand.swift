public import XMPP

/// What the command `get-pending` answers (XEP-0060 §8.7).
public struct PendingCommand: Sendable, Hashable {
    public enum Status: String, Sendable, Hashable {
        case executing, completed, canceled
    }

    public var session: String
    public var status: Status
    public var form: DataForm?

    public init(session: String, status: Status, form: DataForm? = nil) {
        self.session = session
        self.status = status
        self.form = form
    }
}
