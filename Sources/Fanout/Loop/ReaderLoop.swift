import PubSub

/// A thread that sends to its readers.
///
/// It turns: it takes what the kernel and its mailbox have for it, appends the new entries to the rings
/// that follow their nodes, and then offers each ring's new frames to each of its members, in one send.
/// So a single entry costs one send for each reader, and a backlog costs hardly more.
///
/// Most readers are level with their ring, and are nothing but a seat. A reader whose socket is full
/// goes on when the kernel says so. Whoever has more to get than the ring's frames - the preamble, the
/// rest of a frame that the ring has dropped, pages of the journal - is on a detour, which ends in the
/// ring or in the end of the stream. Nothing here waits, and all of it belongs to this one thread.
final class ReaderLoop {
    let configuration: HubConfiguration
    let mailbox: Mailbox
    let poller: Poller
    let replay: Replay
    let onEnd: @Sendable ([Int32]) -> Void

    /// The last entry that came.
    var head: Position
    var seats = SeatTable()
    /// By seat.
    var detours: [Int32: Detour] = [:]
    /// By seat, of the readers that have rights of their own.
    var rights: [Int32: Rights] = [:]
    var rings: RingTable
    /// Rings that may have frames to send.
    var dirty: [Int32] = []
    /// Sends that are about to leave.
    var batch: SendBatch
    var offers = Offers()
    var sinks: SinkTable
    var requests: PageRequests
    var sweep = Sweep()
    /// `nil` until the hub shuts down.
    var shutdown: Shutdown?
    /// What rings keep, in bytes.
    var ringBytes = 0
    /// What detours keep, in bytes.
    var restBytes = 0
    var counts = HubCounts()
    /// The accounts of readers who have ended in this turn.
    var ended: [Int32] = []
    /// Milliseconds, as of this turn.
    var now = Kernel.now

    init(
        configuration: HubConfiguration, epoch: String, head: Position, mailbox: Mailbox,
        replay: @escaping Replay, onEnd: @escaping @Sendable ([Int32]) -> Void
    ) {
        self.configuration = configuration
        self.mailbox = mailbox
        self.replay = replay
        self.onEnd = onEnd
        self.head = head
        poller = Poller(doorbell: mailbox.doorbell)
        rings = RingTable(epoch: epoch)
        batch = SendBatch(isInOneCall: configuration.sendsInBatches)
        sinks = SinkTable(window: max(1, configuration.sinkWindow))
        requests = PageRequests(limit: max(1, configuration.replays))
    }

    /// Turns until the hub has shut down.
    func run() {
        report()
        while !isOver {
            turn()
        }
        leave()
    }

    private func turn() {
        var timeout = self.timeout
        if timeout != 0, !mailbox.fallAsleep() { timeout = 0 }
        poller.wait(milliseconds: timeout) { handle($0) }
        now = Kernel.now
        for letter in mailbox.takeAll() { handle(letter) }
        flushAll()
        sweepOn()
        giveBackAccounts()
        sinks.handOver()
        report()
    }

    private func report() {
        counts.readers = seats.count
        counts.rings = rings.count
        counts.bufferedBytes = ringBytes + restBytes
        counts.batchingLoops = batch.isInOneCall ? 1 : 0
        mailbox.counts = counts
    }

    /// How long the loop may sleep, in milliseconds; -1: until it is woken.
    private var timeout: Int64 {
        if let shutdown { return min(100, max(0, shutdown.deadline - now)) }
        return seats.count == 0 ? -1 : sweep.timeout(now: now)
    }

    private func handle(_ event: Poller.Event) {
        guard event.word != Poller.doorbell else { return mailbox.doorbell.quieten() }
        let id = SeatID(word: event.word)
        // The reader may have been closed since the kernel noted this, and the seat taken anew.
        guard seats.isCurrent(id) else { return }
        if event.isHungUp {
            close(id.index, EndReason(Kernel.end(of: seats[id.index].descriptor)))
        } else if seats[id.index].state.contains(.full) {
            seats[id.index].state.remove(.full)
            advance(id.index)
        }
    }

    private func handle(_ letter: Mailbox.Letter) {
        switch letter {
        case .reader(let reader): seat(reader)
        case .entries(let entries): for entry in entries { append(entry) }
        case .page(let page, let number): receive(page, number: number)
        case .delivered(let count, let number): receive(delivered: count, number: number)
        case .sinkClosed(let end, let number): receiveClosedSink(end, number: number)
        case .shutDown(let completion): shutDown(completion)
        }
    }
}
