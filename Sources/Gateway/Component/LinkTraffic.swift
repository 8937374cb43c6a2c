import NIOCore
import XMPP

/// What goes over a link both ways, and how much of it at once.
///
/// How it works: any thread adds stanzas, and is told when the event loop is to take its turn, once
/// until that turn comes. The turn says what to do: what waits becomes one write, a broadcast in as
/// many as it takes; reading stops while too many requests are without an answer, or too many bytes
/// are yet to be taken by the server, and goes on below half of that. Where what waits takes more
/// memory than the last bound, only short answers are added, so that a server that stands still
/// costs neither memory nor the link; that it stands still is for `StreamMachine` to find. A
/// publication to many takes the memory of one, and never is a reason by itself. Requests are
/// counted over all connections, for they are answered although theirs may be gone.
struct LinkTraffic: Sendable {
    /// What the event loop has to do.
    enum Action: Sendable, Hashable {
        /// Write these bytes, then call `written()`.
        case write(ByteBuffer)
        case pauseReading
        case resumeReading
        /// The link is to stop, and every request has its answer.
        case drained
        case report(Notice)
    }

    /// What is worth telling of a stanza that does not go out as it is.
    enum Notice: Sendable, Hashable {
        /// There is no link: this stanza is dropped, and those after it.
        case dropping
        case unsent(UnsentStanza)
        case unsentBroadcast(UnsentBroadcast)
        /// There is room again; so many stanzas were not sent for want of it.
        case caughtUp(unsent: Int)
    }

    private(set) var counts = LinkCounts()
    /// Requests that came and have no answer yet.
    private(set) var unanswered = 0
    private let limits: LinkLimits
    private var outbox = Outbox()
    private var isOpen = false
    private(set) var isReading = true
    private var isDraining = false
    private var isTurnAsked = false
    /// The first stanza that is dropped for want of a link is told of.
    private var isDropping = false
    /// What was dropped for want of room, until there is room again: the first is told of, and how
    /// many there were.
    private var unsent = 0

    init(limits: LinkLimits) {
        self.limits = limits
    }

    /// Whether we keep the server waiting, so that its silence means nothing.
    var keepsServerWaiting: Bool { !isReading && unanswered > limits.maximumUnanswered / 2 }

    /// The server has accepted the component.
    mutating func opened() {
        (isOpen, isDropping) = (true, false)
        counts.connections += 1
    }

    /// The connection has ended; what still waits is lost, unless it waits for the first link.
    mutating func closed() {
        guard isOpen else { return reset() }
        counts.dropped += outbox.stanzas
        outbox = Outbox()
        reset()
    }

    private mutating func reset() {
        (isOpen, isReading, isDraining) = (false, true, false)
        (isTurnAsked, isDropping, unsent) = (false, false, 0)
    }

    /// A stanza has come.
    mutating func received(_ stanza: Element) {
        counts.received += 1
        if stanza.isRequest { unanswered += 1 }
    }

    /// A stanza is to go out.
    mutating func send(_ stanza: Element) -> Notice? {
        if stanza.isAnswer, unanswered > 0 { unanswered -= 1 }
        guard isOpen else { return drop(1) }
        let bytes = outbox.append(stanza)
        if bytes > limits.maximumStanzaBytes {
            counts.oversize += 1
            return replaceLast(
                UnsentStanza(
                    stanza: stanza, bytes: bytes,
                    cause: .oversize(maximumBytes: limits.maximumStanzaBytes)))
        }
        let isFull = outbox.heldBytes - bytes > limits.maximumWaitingBytes
        if isFull, !stanza.isAnswer || bytes > Self.shortBytes {
            let isNews = unsent == 0
            countUnsent(1)
            let notice = replaceLast(UnsentStanza(stanza: stanza, bytes: bytes, cause: .backlog))
            return isNews ? notice : nil
        }
        return nil
    }

    /// Messages to many are to go out: all of them, or none.
    mutating func send(_ broadcast: Broadcast) -> Notice? {
        guard isOpen || broadcast.awaitsFirstLink && counts.connections == 0 else {
            return drop(broadcast.count)
        }
        guard outbox.heldBytes <= limits.maximumWaitingBytes else {
            let isNews = unsent == 0
            countUnsent(broadcast.count)
            let notice = UnsentBroadcast(
                node: broadcast.node, messages: broadcast.count, bytes: broadcast.contentBytes,
                cause: .backlog)
            return isNews ? .unsentBroadcast(notice) : nil
        }
        var broadcast = broadcast
        let oversize = broadcast.removeMessages(over: limits.maximumStanzaBytes)
        if broadcast.count > 0 { outbox.append(broadcast) }
        guard let oversize else { return nil }
        counts.oversize += oversize.count
        return .unsentBroadcast(
            UnsentBroadcast(
                node: broadcast.node, messages: oversize.count, bytes: oversize.bytes,
                cause: .oversize(maximumBytes: limits.maximumStanzaBytes)))
    }

    private mutating func drop(_ count: Int) -> Notice? {
        counts.dropped += count
        defer { isDropping = true }
        return isDropping ? nil : .dropping
    }

    private mutating func countUnsent(_ count: Int) {
        counts.dropped += count
        unsent += count
    }

    /// What the stream itself has to say takes its place among the stanzas.
    mutating func add(_ bytes: [UInt8]) {
        outbox.append(bytes)
    }

    private mutating func replaceLast(_ unsent: UnsentStanza) -> Notice {
        outbox.removeLast(bytes: unsent.bytes)
        if let substitute = unsent.substitute { outbox.append(substitute) }
        return .unsent(unsent)
    }

    /// As long as an answer without items.
    private static let shortBytes = 4 * 1024
}

// The event loop's side.
extension LinkTraffic {
    /// Whether the event loop is to be called; it then is not again until it has come.
    mutating func asksForTurn() -> Bool {
        guard !isTurnAsked, hasWork else { return false }
        isTurnAsked = true
        return true
    }

    private var hasWork: Bool {
        isWriteDue || isReading != mayRead || isDrained || hasCaughtUp
    }

    private var isWriteDue: Bool { isOpen && outbox.isWriteDue }

    /// The event loop has come: what to do, in order.
    mutating func turn() -> [Action] {
        isTurnAsked = false
        var actions: [Action] = []
        if isWriteDue { actions.append(.write(take())) }
        if hasCaughtUp {
            actions.append(.report(.caughtUp(unsent: unsent)))
            unsent = 0
        }
        if isReading != mayRead {
            isReading = mayRead
            actions.append(isReading ? .resumeReading : .pauseReading)
        }
        if isDrained { actions.append(.drained) }
        return actions
    }

    private mutating func take() -> ByteBuffer {
        let before = outbox.stanzas
        defer { counts.sent += before - outbox.stanzas }
        return outbox.take()
    }

    /// What waits, to be written now even if the last write is not done: of broadcasts, no more than
    /// a server that takes them may have waiting.
    mutating func takeWaiting() -> ByteBuffer {
        let before = outbox.stanzas
        defer { counts.sent += before - outbox.stanzas }
        return outbox.take(atMost: limits.pausingBytes)
    }

    /// The system has taken everything that was written.
    mutating func written() {
        outbox.written()
    }

    /// No further request is wanted; the turn says when every one has its answer.
    mutating func drain() {
        isDraining = true
    }

    private var isDrained: Bool { isDraining && unanswered == 0 && outbox.isEmpty }

    private var hasCaughtUp: Bool {
        unsent > 0 && outbox.heldBytes <= limits.maximumWaitingBytes / 2
    }

    private var mayRead: Bool {
        if isDraining { return false }
        let share = isReading ? 1 : 2
        return unanswered < max(1, limits.maximumUnanswered / share)
            && outbox.expectedBytes <= limits.pausingBytes / share
    }
}
