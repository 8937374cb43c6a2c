/// What the engine makes of a request: the facts that it brings about, and the answer.
public struct Decision: Sendable, Hashable {
    /// In order; all or none of them become durable.
    public var changes: [Change]
    /// Leaves only when the changes are durable.
    public var reply: Reply
    /// Leave after the reply, and do not follow from a change: the last item on subscribing.
    public var notifications: [Notification]

    /// Makes a decision; by default one that changes nothing and has nothing to say.
    public init(changes: [Change] = [], reply: Reply = .done, notifications: [Notification] = []) {
        self.changes = changes
        self.reply = reply
        self.notifications = notifications
    }
}
