public import PubSub
import Synchronization
import XMPP

/// Sends entries to readers: the end of the way that begins with a publisher.
///
/// It owns the threads of the reader loops and every descriptor that is attached. A reader is a cursor;
/// readers of equal selections share a ring of frames, encoded once, and who has fallen behind it reads
/// the journal. Nobody has a queue, so that nobody's slowness costs the others memory or time.
public final class Hub: Sendable {
    private let configuration: HubConfiguration
    private let mailboxes: [Mailbox]
    private let onEnd: @Sendable ([Int32]) -> Void
    private let attached = Atomic<Int>(0)

    /// Starts the loops. Traps when the system has no thread or descriptor left for them.
    ///
    /// - Parameters:
    ///   - epoch: The journal's name, which stands in every frame's `id`.
    ///   - head: The journal's head: the entry after it is the first one to be published.
    ///   - replay: Reads the journal for readers who are behind.
    ///   - onEnd: Called on any thread with the accounts of readers who have ended: each reader's, once.
    public init(
        configuration: HubConfiguration = HubConfiguration(), epoch: String, head: Position,
        replay: @escaping Replay, onEnd: @escaping @Sendable ([Int32]) -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.onEnd = onEnd
        mailboxes = (0..<max(1, configuration.loops)).map { _ in Mailbox() }
        for mailbox in mailboxes {
            Kernel.startThread {
                ReaderLoop(
                    configuration: configuration, epoch: epoch, head: head, mailbox: mailbox,
                    replay: replay, onEnd: onEnd
                ).run()
            }
        }
    }

    deinit {
        for mailbox in mailboxes { _ = mailbox.post(.shutDown {}) }
    }

    /// Takes over a reader and its socket or sink. After a shutdown that is closed at once.
    public func attach(_ reader: Reader) {
        let mailbox =
            switch reader.output {
            case .socket: mailboxes[nextTurn() % mailboxes.count]
            case .sink(_, let port): port.mailbox
            }
        if !mailbox.post(.reader(reader)) {
            reader.output.refuse()
            if let account = reader.account { onEnd([account]) }
        }
    }

    /// What may be on the way to the peer of one sink, in bytes.
    public var sinkWindow: Int { configuration.sinkWindow }

    /// How the sink of a reader that is about to be attached will speak to the hub.
    public func makePort() -> SinkPort {
        let turn = nextTurn()
        return SinkPort(mailbox: mailboxes[turn % mailboxes.count], number: UInt64(turn))
    }

    /// Readers are spread over the loops in turn.
    private func nextTurn() -> Int {
        attached.add(1, ordering: .relaxed).oldValue
    }

    /// Sends entries to whoever follows their nodes: all entries of the journal, in order, once they
    /// are durable.
    ///
    /// Waits while a loop is behind by more than `mailboxBytes`, `publishTimeout` at most: so readers
    /// hold publishers back before memory grows.
    public func publish(_ entries: [Entry]) {
        guard !entries.isEmpty else { return }
        let bytes = entries.reduce(0) { $0 + $1.approximateBytes }
        for mailbox in mailboxes { _ = mailbox.post(.entries(entries), bytes: bytes) }
        for mailbox in mailboxes {
            mailbox.waitForRoom(
                bytes: configuration.mailboxBytes, timeout: configuration.publishTimeout)
        }
    }

    /// Ends every stream after a whole frame, with `event: stream`, state `shutdown`. Readers who do
    /// not take their last bytes within `shutdownTimeout` are cut off.
    public func shutDown() async {
        await withDiscardingTaskGroup { group in
            for mailbox in mailboxes {
                group.addTask {
                    await withCheckedContinuation { continuation in
                        let letter = Mailbox.Letter.shutDown { continuation.resume() }
                        if !mailbox.post(letter) { continuation.resume() }
                    }
                }
            }
        }
    }

    /// What the loops did, as of their last turns.
    public var counts: HubCounts {
        mailboxes.reduce(into: HubCounts()) { $0.add($1.counts) }
    }
}

extension Entry {
    /// About what it holds in memory.
    fileprivate var approximateBytes: Int {
        guard case .itemPublished(_, let publication) = change else { return 256 }
        return 256 + (publication.item.payload?.xml.utf8.count ?? 0)
    }
}
