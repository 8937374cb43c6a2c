import Journaling
import Logging
import PubSub

/// The state of all services, in step with the journal: what the pipeline's thread owns.
struct PipelineState: Sendable {
    /// Where a durable batch goes. Called on the pipeline's thread.
    struct Outlets: Sendable {
        var publish: @Sendable ([Entry]) -> Void
        var notify: @Sendable (Notification, _ publications: [Position: Entry]) -> Void
    }

    /// By domain.
    private var engines: [String: Engine] = [:]
    private var head = Position.start
    private var turns = Turns()
    /// The last item that somebody was sent on subscribing, while a batch is released: many may subscribe
    /// to one node at once.
    private var lastItem: [Position: Entry] = [:]
    /// Why the journal takes nothing at present, as far as is known.
    private(set) var failure: JournalError?
    private var identifiers = IdentifierSource()
    private let services: [String: ServiceSettings]
    let journal: any Journal
    private let outlets: Outlets
    private let clock: @Sendable () -> Timestamp
    private let logger: Logger

    /// - Parameter services: the settings of each, by its domain.
    /// - Throws: `JournalError` when the state cannot be read.
    init(
        services: [String: ServiceSettings], journal: any Journal, outlets: Outlets,
        clock: @escaping @Sendable () -> Timestamp, logger: Logger
    ) throws(JournalError) {
        self.services = services
        self.journal = journal
        self.outlets = outlets
        self.clock = clock
        self.logger = logger
        try restore()
    }

    /// A restart is a replay: the journal's state goes through the same `apply` as new entries.
    private mutating func restore() throws(JournalError) {
        for (domain, settings) in services {
            engines[domain] = Engine(service: domain, settings: settings)
        }
        try Restoration(of: journal).forEach { engines[$0.service]?.apply($0) }
        head = journal.head
    }

    /// Decides a batch, makes it durable, and lets everything that follows from it leave, except for
    /// answers that wait for items.
    ///
    /// - Parameters:
    ///   - ended: readings whose answers have left meanwhile.
    ///   - closing: what requests are refused with whose turn comes by that: a stop is not to take as
    ///     long as everything that somebody has sent ahead.
    /// - Returns: what is to be read.
    mutating func settle(
        _ jobs: [Job], after ended: [Reading.End] = [], closing: PubSubError? = nil
    ) -> [Reading] {
        for case let error? in ended.map(\.error) { report(error, "items cannot be read") }
        var due = ended.flatMap { turns.end($0.account) }
        if let closing {
            for job in due { job.refuse(closing) }
            due = []
        }
        var batch = decide(due + jobs)
        do throws(JournalError) {
            if !batch.entries.isEmpty {
                try journal.append(batch.entries)
                reportRecovery()
            }
        } catch {
            report(error)
            batch = withoutChanges(batch, refusing: .unavailable(error))
        }
        head = batch.head
        return release(batch)
    }

    /// A batch that cannot be made durable, decided again as if nothing could be changed: whoever
    /// only asks is answered all the same.
    private mutating func withoutChanges(_ batch: Batch, refusing refusal: PubSubError) -> Batch {
        batch.revert(in: &engines)
        let held = batch.settled.filter(\.waitsForItems).flatMap { turns.end($0.job.account) }
        return decide(batch.settled.map(\.job) + held, refusingChanges: refusal)
    }

    /// Says what is wrong, once: publishers try again and again.
    private mutating func report(
        _ error: JournalError, _ what: String = "nothing can be published"
    ) {
        guard error != failure else { return }
        failure = error
        logger.error("\(what): \(error)")
    }

    private mutating func reportRecovery() {
        guard failure != nil else { return }
        failure = nil
        logger.notice("the journal works again")
    }

    private mutating func decide(
        _ jobs: [Job], refusingChanges refusal: PubSubError? = nil
    ) -> Batch {
        var batch = Batch(after: head, at: clock())
        for job in jobs {
            switch turns.take(job) {
            case .now:
                let waitsForItems = batch.decide(
                    job, by: &engines, identifier: identifiers.next(), refusingChanges: refusal)
                if waitsForItems { turns.begin(job.account) }
            case .later: break
            case .refused(let error): job.refuse(error)
            }
        }
        return batch
    }

    /// Readers first; then, a request at a time, subscribers and the reply: whoever is told "done"
    /// can rely on the rest being on its way. What was published last follows the reply to who
    /// subscribed (XEP-0060 §6.1.7), and what a later request brings follows that.
    private mutating func release(_ batch: Batch) -> [Reading] {
        defer { lastItem = [:] }
        if !batch.entries.isEmpty { outlets.publish(batch.entries) }
        var readings: [Reading] = []
        for settled in batch.settled {
            notify(settled.notifications)
            switch settled.result {
            case .success(let decided) where settled.waitsForItems:
                readings.append(Reading(job: settled.job, decided: decided))
            case .success(let decided):
                settled.job.completion(
                    .success(Outcome(reply: decided.reply, head: decided.head)))
                notify(decided.afterwards)
            case .failure(let refusal):
                settled.job.refuse(refusal)
            }
        }
        return readings
    }

    private mutating func notify(_ notifications: [Notification]) {
        for notification in notifications {
            outlets.notify(notification, publications(for: notification))
        }
    }

    private mutating func publications(for notification: Notification) -> [Position: Entry] {
        guard let reference = notification.lastItem else { return [:] }
        if lastItem[reference.position] != nil { return lastItem }
        do throws(JournalError) {
            lastItem = try journal.publications(at: [reference.position])
            return lastItem
        } catch {
            logger.error("a subscriber was not sent the last item: \(error)")
            return [:]
        }
    }
}
