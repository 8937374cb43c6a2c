public import PubSub

/// What became of a request, once it is durable.
public struct Outcome: Sendable {
    public var reply: Reply
    /// The journal's head when it was decided: a reader that starts here misses nothing.
    public var head: Position
    /// The entries of the items that the reply names, as many of the first as fit the bound.
    public var publications: [Position: Entry]

    init(reply: Reply, head: Position, publications: [Position: Entry] = [:]) {
        self.reply = reply
        self.head = head
        self.publications = publications
    }
}

/// What is done with an outcome, or with the refusal. Called on one of the pipeline's threads: brief.
typealias Completion = @Sendable (Result<Outcome, PubSubError>) -> Void
