import NIOCore
import XMPP

/// What goes over a link both ways, and how much of it at once.
///
/// How it works: any thread adds stanzas, and is told when the event loop is to take its turn, once
/// until that turn comes. The turn says what to do: one write at a time, so that whatever comes
/// while the server takes the last one becomes one write more; reading stops while too many requests
/// are without an answer, or too many bytes are not taken by the server, and goes on at half of
/// that; past the last bound the connection is given up. Requests are counted over all connections,
/// for they are answered although theirs may be gone.
struct LinkTraffic: Sendable {
    /// What the event loop has to do.
    enum Action: Sendable, Hashable {
        /// Write these bytes, then call `written()`.
        case write(ByteBuffer)
        case pauseReading
        case resumeReading
        /// The server does not read: close the connection.
        case giveUp
        /// The link is to stop, and every request has its answer.
        case drained
    }

    /// What is worth telling of a stanza that does not go out as it is.
    enum Notice: Sendable, Hashable {
        /// There is no link: this stanza is dropped, and those after it.
        case dropping
        case tooLarge(OversizeStanza)
    }

    private(set) var counts = LinkCounts()
    /// Requests that came and have no answer yet.
    private(set) var unanswered = 0
    private let limits: LinkLimits
    /// Serialised stanzas to be written, one after the other.
    private var waiting: [UInt8] = []
    private var waitingStanzas = 0
    private var writtenBytes = 0
    private var isOpen = false
    private var isReading = true
    private var isDraining = false
    private var isTurnAsked = false
    private var isDropping = false

    init(limits: LinkLimits) {
        self.limits = limits
    }

    /// Whether we keep the server waiting, so that its silence means nothing.
    var keepsServerWaiting: Bool { !isReading && unanswered > limits.maximumUnanswered / 2 }

    /// The server has accepted the component.
    mutating func opened() {
        isOpen = true
        isDropping = false
        counts.connections += 1
    }

    /// The connection has ended; what still waits is lost.
    mutating func closed() {
        counts.dropped += waitingStanzas
        (waiting, waitingStanzas, writtenBytes) = ([], 0, 0)
        (isOpen, isReading, isDraining, isTurnAsked) = (false, true, false, false)
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
        let bytes = append(stanza)
        guard bytes > limits.maximumStanzaBytes else { return nil }
        waiting.removeLast(bytes)
        waitingStanzas -= 1
        counts.oversize += 1
        let oversize = OversizeStanza(
            stanza: stanza, bytes: bytes, maximumBytes: limits.maximumStanzaBytes)
        if let substitute = oversize.substitute { append(substitute) }
        return .tooLarge(oversize)
    }

    @discardableResult
    private mutating func append(_ stanza: Element) -> Int {
        let start = waiting.count
        XMLWriter.append(stanza, to: &waiting, inheriting: Namespaces.component)
        waitingStanzas += 1
        return waiting.count - start
    }
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
        !waiting.isEmpty && writtenBytes == 0 || isOverfull || isReading != mayRead || isDrained
    }

    /// The event loop has come: what to do, in order.
    mutating func turn() -> [Action] {
        isTurnAsked = false
        if isOverfull { return [.giveUp] }
        var actions: [Action] = []
        if !waiting.isEmpty, writtenBytes == 0 { actions.append(.write(takeWaiting())) }
        if isReading != mayRead {
            isReading = mayRead
            actions.append(isReading ? .resumeReading : .pauseReading)
        }
        if isDrained { actions.append(.drained) }
        return actions
    }

    /// What waits, to be written now even if the last write is not done.
    mutating func takeWaiting() -> ByteBuffer {
        let bytes = ByteBuffer(bytes: waiting)
        waiting.removeAll(keepingCapacity: waiting.count <= Self.keptBytes)
        counts.sent += waitingStanzas
        waitingStanzas = 0
        writtenBytes += bytes.readableBytes
        return bytes
    }

    /// The server has taken everything that was written.
    mutating func written() {
        writtenBytes = 0
    }

    /// No further request is wanted; the turn says when every one has its answer.
    mutating func drain() {
        isDraining = true
    }

    private var isOverfull: Bool {
        isOpen && waiting.count + writtenBytes > limits.maximumWaitingBytes
    }

    private var isDrained: Bool { isDraining && unanswered == 0 }

    private var mayRead: Bool {
        if isDraining { return false }
        let share = isReading ? 1 : 2
        return unanswered < max(1, limits.maximumUnanswered / share)
            && waiting.count + writtenBytes <= limits.pausingBytes / share
    }

    /// One large backlog does not keep its memory for ever.
    private static let keptBytes = 256 * 1024
}
