/// When a request is decided, and what names what it makes: the engine has neither clock nor chance.
public struct Occasion: Sendable, Hashable {
    /// Unique among all requests: names an instant node, items without an id, and notifications that
    /// follow from no entry.
    public var identifier: String
    /// What is over by now is answered no more.
    public var time: Timestamp

    /// Makes an occasion.
    public init(_ identifier: String, at time: Timestamp) {
        self.identifier = identifier
        self.time = time
    }
}
