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
    /// After the journal failed: the engines hold what it does not, and are made anew from it.
    private var isAstray = false
    /// Why the journal takes nothing at present, as far as is known.
    private(set) var failure: JournalError?
    private var identifiers = IdentifierSource()
    private let services: [String: ServiceSettings]
    private let journal: any Journal
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
        engines = [:]
        for (domain, settings) in services {
            engines[domain] = Engine(service: domain, settings: settings)
        }
        try Restoration(of: journal).forEach { engines[$0.service]?.apply($0) }
        head = journal.head
    }

    /// Decides a batch, makes it durable, and lets everything that follows from it leave.
    mutating func settle(_ jobs: [Job]) {
        do throws(JournalError) {
            if isAstray { try restore() }
            isAstray = false
            let batch = decide(jobs)
            if !batch.entries.isEmpty {
                try journal.append(batch.entries)
                reportRecovery()
            }
            head = batch.head
            release(batch)
        } catch {
            isAstray = true
            report(error)
            for job in jobs { job.completion(.failure(Self.refusal(error))) }
        }
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

    private mutating func decide(_ jobs: [Job]) -> Batch {
        var batch = Batch(after: head, at: clock())
        for job in jobs {
            batch.decide(job, by: &engines, identifier: identifiers.next())
        }
        return batch
    }

    /// Readers first; then, a request at a time, subscribers and the reply: whoever is told "done"
    /// can rely on the rest being on its way. What was published last follows the reply to who
    /// subscribed (XEP-0060 §6.1.7), and what a later request brings follows that.
    private mutating func release(_ batch: Batch) {
        if !batch.entries.isEmpty { outlets.publish(batch.entries) }
        for settled in batch.settled {
            notify(settled.notifications)
            switch settled.result {
            case .success(let decided):
                settled.job.completion(outcome(of: decided, settled.job))
                notify(decided.afterwards)
            case .failure(let refusal):
                settled.job.completion(.failure(refusal))
            }
        }
    }

    private func notify(_ notifications: [Notification]) {
        for notification in notifications {
            outlets.notify(notification, publications(for: notification))
        }
    }

    private mutating func outcome(
        of decided: Batch.Decided, _ job: Job
    ) -> Result<Outcome, PubSubError> {
        do throws(JournalError) {
            let publications = try journal.publications(
                of: decided.reply.references, maximumBytes: job.maximumBytes)
            return .success(
                Outcome(reply: decided.reply, head: decided.head, publications: publications))
        } catch {
            report(error, "items cannot be read")
            return .failure(Self.refusal(error))
        }
    }

    /// What is wrong is for the log: strangers learn no paths.
    private static func refusal(_ error: JournalError) -> PubSubError {
        .unavailable("Nothing can be stored or read at present: \(error.summary).")
    }

    private func publications(for notification: Notification) -> [Position: Entry] {
        guard let reference = notification.lastItem else { return [:] }
        do throws(JournalError) {
            return try journal.publications(at: [reference.position])
        } catch {
            logger.error("a subscriber was not sent the last item: \(error)")
            return [:]
        }
    }
}
