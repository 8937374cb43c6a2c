extension [Notification] {
    /// Adds what follows from one more change of the same decision: one retraction after the other is
    /// told to the same subscribers at once.
    ///
    /// A request may take back very many items, and a message for each would be as many as that times
    /// the subscribers.
    public mutating func join(_ next: Notification) {
        guard case .retract(let more) = next.event, let last, case .retract(let ids) = last.event,
            last.node == next.node, last.service == next.service, last.retracted.isEmpty,
            next.retracted.isEmpty, last.messageType == next.messageType,
            last.recipients == next.recipients
        else { return append(next) }
        self[count - 1].event = .retract(ids + more)
    }
}
