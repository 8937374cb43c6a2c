public import PubSub

/// A reader whose stream was accepted: everything that the hub needs to go on with it.
public struct Reader: Sendable {
    public var output: Output
    public var selection: Selection
    /// Every entry after it is sent.
    public var cursor: Position
    /// The journal's head when the reader's rights were checked. An entry after it that takes them
    /// away ends the stream; one before it is history.
    public var openedAt: Position
    /// Sent first: the response's head and first frames.
    public var preamble: [UInt8]
    /// How it stands to each node of the selection, as of `openedAt`: for a reader that showed who it
    /// is. Empty for one that has no rights of its own.
    public var standings: [Standing]
    /// When its time is over; `nil`: never.
    public var expiry: StreamExpiry?
    /// What the owner of the hub knows it by: given back when it ends. `nil`: nothing.
    public var account: Int32?
    /// `nil` for a stream that stays.
    public var poll: Poll?

    /// A response that ends as soon as something was sent, for clients who see it only then.
    public struct Poll: Sendable, Hashable {
        /// How long it waits for an entry.
        public var wait: Duration
        /// The preamble is something already, so that there is nothing to wait for.
        public var isAnswered: Bool

        public init(wait: Duration, isAnswered: Bool) {
            self.wait = wait
            self.isAnswered = isAnswered
        }
    }

    /// Where its bytes go.
    public enum Output: Sendable {
        /// To a connected stream socket, which belongs to the hub from `attach` on.
        case socket(Int32)
        /// To a sink, which got this port by `Hub.makePort`.
        case sink(any Sink, SinkPort)
    }

    public init(
        output: Output, selection: Selection, cursor: Position, openedAt: Position,
        preamble: [UInt8], standings: [Standing] = [], expiry: StreamExpiry? = nil,
        account: Int32? = nil, poll: Poll? = nil
    ) {
        self.output = output
        self.selection = selection
        self.cursor = cursor
        self.openedAt = openedAt
        self.preamble = preamble
        self.standings = standings
        self.expiry = expiry
        self.poll = poll
        self.account = account
    }
}

extension Reader.Output {
    /// Ends the connection of a reader that is not let in any more.
    func refuse() {
        switch self {
        case .socket(let descriptor): Kernel.close(descriptor)
        case .sink(let sink, _):
            sink.carrier.carry([SinkParcel(sink: sink, bytes: [], ending: .inOrder)])
        }
    }
}
