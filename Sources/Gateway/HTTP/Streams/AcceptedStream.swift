import Fanout
import HTTPTypes
import PubSub

/// A stream that may begin: everything but the socket.
struct AcceptedStream: Sendable {
    var addresses: [NodeAddress]
    var format: ItemFormat
    var epoch: String
    /// Everything after it is the hub's to send.
    var cursor: Position
    /// The journal's head when the rights were checked.
    var openedAt: Position
    var beginning: Beginning
    /// Those of the nodes that do not exist yet.
    var awaits: [NodeID] = []
    var retryMilliseconds: Int
    var wantsPadding: Bool
    /// The response ends as soon as it holds something.
    var isPoll = false
    /// Who asked, as far as it is known.
    var client: NetworkAddress?
    /// Whom the client's token names.
    var identity: String?
    /// How the reader stands to the nodes, if it has rights of its own.
    var standings: [Standing] = []
    /// When what the reader showed is valid no longer.
    var expiry: StreamExpiry?
    /// What the head has besides: who may read the stream.
    var fields: HTTPFields = [:]
    /// Why it may not begin after all: its limits were met, and are not to be asked once more.
    var refusal: Problem?

    /// What comes before the first entry that the hub sends.
    enum Beginning: Sendable {
        /// These items, then live.
        case open(items: [Entry])
        /// Live from the reader's own cursor.
        case resumed
        /// Some of what comes after the reader's cursor is missing: up to `first` where retention
        /// has taken it, else what cannot be told. The present items have to do for it.
        case gap(StreamState.GapReason, first: Position, items: [Entry])
    }

    /// How a poll waits for something: less than proxies and the clients' own time-outs allow.
    private static let pollWait = Duration.seconds(25)

    /// The head of the response.
    enum Head: Sendable {
        /// It is part of the stream's bytes.
        case http1
        /// It is on its way already.
        case sent
    }

    /// The stream as the hub's reader.
    ///
    /// - Parameter output: the hub's from here on.
    func reader(_ output: Reader.Output, head: Head, framing: Framing) -> Reader {
        Reader(
            output: output,
            selection: Selection(addresses: addresses, format: format, framing: framing),
            cursor: cursor, openedAt: openedAt, preamble: preamble(head, framing: framing),
            standings: standings, expiry: expiry,
            poll: isPoll ? Reader.Poll(wait: Self.pollWait, isAnswered: isAnswered) : nil)
    }

    /// Whether there is something to say before anything happens.
    private var isAnswered: Bool {
        switch beginning {
        case .open(let items): !items.isEmpty
        case .resumed: false
        case .gap: true
        }
    }

    /// The response's first frames, and its head where that belongs to them.
    private func preamble(_ head: Head, framing: Framing) -> [UInt8] {
        let encoder = FrameEncoder(epoch: epoch, format: format, framing: framing)
        var bytes: [UInt8] =
            switch head {
            case .http1: StreamHead.bytes(framing: framing, isPoll: isPoll, with: fields)
            case .sent: []
            }
        let padding = wantsPadding ? String(repeating: " ", count: 2048) : nil
        if isPoll {
            // The polyfills that poll take a comment for an event.
            if let padding { bytes += encoder.comment(padding) }
            bytes += encoder.retry(milliseconds: retryMilliseconds)
        } else {
            bytes += encoder.greeting(padding ?? "welcome", retryMilliseconds: retryMilliseconds)
        }
        append(beginning, to: &bytes, with: encoder)
        return bytes
    }

    /// The items carry their own ids, and `gap` carries none: a reader that loses the connection
    /// before the end of this comes back with a cursor that does not claim what it was not sent. The
    /// `open` that closes it moves the cursor past them, or a quiet node's readers would come back
    /// with the id of an old item, and be told of a gap that did not touch them.
    ///
    /// A poll says where it is at its end, so that its first event is an item if there is one.
    private func append(
        _ beginning: Beginning, to bytes: inout [UInt8], with encoder: FrameEncoder
    ) {
        switch beginning {
        case .open(let items):
            append(items, to: &bytes, with: encoder)
            if !isPoll { bytes += encoder.stream(.open(awaits: awaits), at: cursor) }
        case .resumed:
            if !isPoll { bytes += encoder.stream(.resumed(awaits: awaits), at: cursor) }
        case .gap(let reason, let first, let items):
            bytes += encoder.stream(.gap(reason, first: first), at: nil)
            append(items, to: &bytes, with: encoder)
            if !isPoll { bytes += encoder.stream(.open(awaits: awaits), at: cursor) }
        }
    }

    private func append(_ items: [Entry], to bytes: inout [UInt8], with encoder: FrameEncoder) {
        for item in items {
            if let frame = encoder.frame(item) { bytes += frame }
        }
    }
}
