import Dispatch
import Foundation
import Journaling
public import PubSub
import Synchronization
import XMPP

/// The one writer: takes requests from everywhere and answers each once it is durable.
///
/// Requests wait in a mailbox. A thread of its own takes all that wait as one batch and settles them
/// with the state: the engines decide and apply one after the other, the batch's entries become
/// durable in one transaction, and only then does anything leave: first the entries to the readers,
/// then, a request at a time, the notifications to the subscribers and the reply. Under load batches grow by themselves,
/// and the disk is asked once for all of them. An answer that holds items is completed on a queue of its own, and
/// whoever waits for one has no further turn before it (`Turns`).
public final class Pipeline: Sendable {
    /// What an answer may hold when nothing else is asked: Prosody takes a stanza of 512 KiB.
    public static let usualMaximumBytes = 384 * 1024

    private let mailbox = Mailbox()
    /// Fetches items: the thread that writes waits for nobody's.
    private let items = DispatchQueue(label: "items")
    private let ended = DispatchGroup()
    private let failure = Mutex<String?>(nil)

    /// Why nothing can be stored or read at present, in some words; `nil`: all is well.
    var journalFailure: String? { failure.withLock { $0 } }

    /// Takes requests at once; they wait until `start`.
    init() {}

    /// Starts the thread that settles requests with the state.
    func start(_ state: consuming sending PipelineState) {
        let journal = state.journal
        let state = Mutex(state)
        ended.enter()
        let thread = Thread { [self, mailbox, ended] in
            while let turn = mailbox.take() {
                let (readings, trouble) = state.withLock { state in
                    (
                        state.settle(turn.jobs, after: turn.ended, closing: turn.closing),
                        state.failure?.summary
                    )
                }
                failure.withLock { $0 = trouble }
                perform(readings, on: journal)
            }
            ended.leave()
        }
        thread.name = "pipeline"
        thread.start()
    }

    private func perform(_ readings: [Reading], on journal: any Journal) {
        guard !readings.isEmpty else { return }
        mailbox.begin(readings: readings.count)
        items.async { [mailbox] in
            for reading in readings { mailbox.add(reading.perform(on: journal)) }
        }
    }

    /// Decides a request and makes what follows durable.
    ///
    /// - Parameter maximumBytes: how much of the items that the reply names is fetched; where there
    ///   is more, the oldest are left out.
    /// - Throws: why it is refused; `unavailable` when the journal takes nothing at present.
    public func submit(
        _ request: Request, maximumBytes: Int = usualMaximumBytes
    ) async throws(PubSubError) -> Outcome {
        let result = await withCheckedContinuation { continuation in
            submit(request, maximumBytes: maximumBytes) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    /// As the asynchronous `submit`, for callers that live on an event loop.
    ///
    /// - Parameter account: the bare JID whose requests are answered in their order.
    func submit(
        _ request: Request, maximumBytes: Int = usualMaximumBytes, inOrderOf account: JID? = nil,
        completion: @escaping Completion
    ) {
        let job = Job(
            request: request, maximumBytes: maximumBytes, account: account, completion: completion)
        if let refusal = mailbox.add(job) { job.refuse(refusal) }
    }

    /// Submits many requests at once.
    func submit(_ jobs: [Job]) {
        guard let refused = mailbox.add(jobs) else { return }
        for job in refused.rest { job.refuse(refused.refusal) }
    }

    /// Settles what waits, but for what waits for items to be read for others; takes nothing more, and
    /// returns when the thread has ended.
    func close() {
        mailbox.close()
        ended.wait()
    }
}
