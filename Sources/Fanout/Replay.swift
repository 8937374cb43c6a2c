public import PubSub

/// Reads entries of these nodes from the journal: after the first position and through the second, the
/// oldest first, one page at a time.
///
/// It must not block: it is called on the readers' loop. It calls back exactly once, from any thread.
public typealias Replay =
    @Sendable (
        _ addresses: [NodeAddress], _ after: Position, _ through: Position,
        _ completion: @escaping @Sendable (ReplayPage) -> Void
    ) -> Void

/// What the journal still knows.
public enum ReplayPage: Sendable {
    /// Everything of the nodes up to and with `through`, which is past the place that was asked for.
    case entries([Entry], through: Position)
    /// Retention has taken some of it meanwhile.
    case lost
    /// The journal cannot be read at present.
    case failed
}
