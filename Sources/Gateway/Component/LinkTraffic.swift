import NIOCore
import XMPP

/// What goes over a link both ways, and how much of it at once.
///
/// How it works: any thread adds stanzas, and is told when the event loop is to take its turn, once
/// until that turn comes. The turn says what to do: everything that waits becomes one write; reading
/// stops while too many requests are without an answer, or too many bytes are not taken by the
/// server, and goes on below half of that. Past the last bound of bytes only short answers are added, so that neither a large
/// publication to many subscribers nor a server that stands still costs memory or the link; that it
/// stands still is for `StreamMachine` to find. Requests are counted over all connections, for they
/// are answered although theirs may be gone.
struct LinkTraffic: Sendable {
    /// What the event loop has to do.
    enum Action: Sendable, Hashable {
        /// Write these bytes, then call `written()`.
        case write(ByteBuffer)
        case pauseReading
        case resumeReading
        /// The link is to stop, and every request has its answer.
        case drained
    }

    /// What is worth telling of a stanza that does not go out as it is.
    enum Notice: Sendable, Hashable {
        /// There is no link: this stanza is dropped, and those after it.
        case dropping
        case unsent(UnsentStanza)
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
    /// The first stanza that is dropped, for want of a link or of room, is told of.
    private var isDropping = false

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

    /// The connection has ended; what still waits is lost.
    mutating func closed() {
        counts.dropped += outbox.stanzas
        outbox = Outbox()
        (isOpen, isReading, isDraining) = (false, true, false)
        (isTurnAsked, isDropping) = (false, false)
    }

    /// A stanza has come.
    mutating func received(_ stanza: Element) {
        counts.received += 1
        if stanza.isRequest { unanswered += 1 }
    }

    /// A stanza is to go out.
    mutating func send(_ stanza: Element) -> Notice? {
        if stanza.isAnswer, unanswered > 0 { unanswered -= 1 }
        guard isOpen else {
            counts.dropped += 1
            defer { isDropping = true }
            return isDropping ? nil : .dropping
        }
        let bytes = outbox.append(stanza)
        if bytes > limits.maximumStanzaBytes {
            counts.oversize += 1
            return replaceLast(
                UnsentStanza(
                    stanza: stanza, bytes: bytes,
                    cause: .oversize(maximumBytes: limits.maximumStanzaBytes)))
        }
        let isFull = outbox.bytes - bytes > limits.maximumWaitingBytes
        if isFull, !stanza.isAnswer || bytes > Self.shortBytes {
            counts.dropped += 1
            defer { isDropping = true }
            let notice = replaceLast(UnsentStanza(stanza: stanza, bytes: bytes, cause: .backlog))
            return isDropping ? nil : notice
        }
        return nil
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
        outbox.isWriteDue || isReading != mayRead || isDrained
    }

    /// The event loop has come: what to do, in order.
    mutating func turn() -> [Action] {
        isTurnAsked = false
        var actions: [Action] = []
        if outbox.isWriteDue { actions.append(.write(takeWaiting())) }
        if isReading != mayRead {
            isReading = mayRead
            if isReading { isDropping = false }
            actions.append(isReading ? .resumeReading : .pauseReading)
        }
        if isDrained { actions.append(.drained) }
        return actions
    }

    /// What waits, to be written now even if the last write is not done.
    mutating func takeWaiting() -> ByteBuffer {
        counts.sent += outbox.stanzas
        return outbox.take()
    }

    /// The system has taken everything that was written.
    mutating func written() {
        outbox.written()
    }

    /// No further request is wanted; the turn says when every one has its answer.
    mutating func drain() {
        isDraining = true
    }

    private var isDrained: Bool { isDraining && unanswered == 0 }

    private var mayRead: Bool {
        if isDraining { return false }
        let share = isReading ? 1 : 2
        return unanswered < max(1, limits.maximumUnanswered / share)
            && outbox.bytes <= limits.pausingBytes / share
    }
}
