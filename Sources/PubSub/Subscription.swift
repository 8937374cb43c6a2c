/// An entity's standing wish to be told of a node's events (XEP-0060 §4.2).
public struct Subscription: Sendable, Hashable {
    /// The states that a stored subscription can be in; "none" is its absence.
    public enum State: String, Sendable, Hashable, CaseIterable {
        case subscribed
        /// Waits for an owner's approval (XEP-0060 §8.6).
        case pending
        /// Waits for the subscriber's options (XEP-0060 §6.3.2).
        case unconfigured
    }

    /// How far it has come.
    public var state: State
    /// `pubsub#deliver` of the subscription's options (XEP-0060 §16.4.2): false mutes it.
    public var isDelivering: Bool

    /// An owner gave it (XEP-0060 §8.8.2): it does not count for what its entity may have.
    public var isGiven: Bool

    /// Makes a subscription; by default one that its entity asked for, and that is heard.
    public init(state: State = .subscribed, isDelivering: Bool = true, isGiven: Bool = false) {
        self.isGiven = isGiven
        self.state = state
        self.isDelivering = isDelivering
    }
}
