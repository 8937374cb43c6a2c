public import PubSub

/// The durable record of all entries, and of the state that they add up to.
///
/// One thread appends, any number read at the same time. Of the entries, the *window* is what a
/// returning reader can still be replayed: everything after a horizon that `trim` moves on. Items
/// that their nodes keep stay retrievable when the window has left them behind.
///
/// `JournalCompatibility` in the tests is what every implementation must pass.
public protocol Journal: AnyObject, Sendable {
    /// Names this journal in every cursor: lower-case hex, made at random when it is created.
    var epoch: String { get }

    /// The position of the last durable entry; `.start` while there is none.
    var head: Position { get }

    /// How much there is to replay.
    var counts: JournalCounts { get }

    /// Gives the present state as condensed entries, so that a restart is a replay through the same
    /// code: for each node, oldest first, a `nodeCreated` with its present configuration; then the
    /// affiliations and then the subscriptions of each, all with the position and time of its
    /// creation; then every kept item of all nodes in order of position, without payload and
    /// `displaced`. While the disk takes nothing, the newest entries may follow as they were
    /// appended.
    ///
    /// A node whose access model has changed is created with some other model, and a `nodeConfigured`
    /// follows, at the position of the last change.
    ///
    /// - Throws: `JournalError` when it cannot be read; `apply` may have been called by then.
    func restore(_ apply: (Entry) -> Void) throws(JournalError)

    /// Makes a batch durable in one transaction: all of it or, when it throws, nothing.
    ///
    /// - Parameter entries: their positions follow `head` without a hole.
    /// - Throws: `JournalError`; the journal is as before and can be tried again.
    func append(_ entries: [Entry]) throws(JournalError)

    /// The entries of some nodes after a reader's position, oldest first.
    ///
    /// - Parameters:
    ///   - after: the position of the last entry that the reader has.
    ///   - through: the last position that is wanted; beyond `head` it means `head`.
    ///   - maximumBytes: where the page ends, counted in UTF-8 of what was published. It always
    ///     has at least one entry if there is any, and may pass the bound by the last one.
    func entries(
        after: Position, through: Position, of addresses: [NodeAddress], maximumBytes: Int
    ) throws(JournalError) -> Page

    /// The highest position that retention has taken from any of these nodes: a reader whose
    /// position is lower has missed entries that cannot be replayed. `.start` when none was taken.
    func floor(of addresses: [NodeAddress]) throws(JournalError) -> Position

    /// The position of the last deletion of a node with one of these addresses that is in the window:
    /// what comes before it was another node's. `.start` when there is none.
    func lastDeletion(of addresses: [NodeAddress]) throws(JournalError) -> Position

    /// The publications that references name, with payload. Those that are gone are left out; one
    /// that is kept no longer may still be given for a while.
    func publications(at positions: [Position]) throws(JournalError) -> [Position: Entry]

    /// Takes the oldest entries out of the window until it is within its bounds. Works in slices
    /// that let `append` in between: call it from a thread of its own.
    ///
    /// - Returns: how many entries left the window.
    func trim(_ retention: Retention, now: Timestamp) throws(JournalError) -> Int

    /// Ends all work with the journal; whatever is asked of it afterwards throws
    /// `JournalError.closed`.
    func close()
}
