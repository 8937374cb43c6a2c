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
    private var failure: JournalError?
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
            for job in jobs { job.completion(.failure(.unavailable("\(error)"))) }
        }
    }

    /// Says what is wrong, once: publishers try again and again.
    private mutating func report(_ error: JournalError) {
        guard error != failure else { return }
        failure = error
        logger.error("nothing can be published: \(error)")
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

    /// Readers first, then subscribers, then replies: whoever is told "done" can rely on the rest
    /// being on its way.
    private func release(_ batch: Batch) {
        if !batch.entries.isEmpty { outlets.publish(batch.entries) }
        for notification in batch.notifications {
            outlets.notify(notification, publications(for: notification))
        }
        for (job, result) in batch.answers {
            job.completion(result.flatMap { outcome(of: $0, job) })
        }
    }

    private func outcome(
        of decided: Batch.Decided, _ job: Job
    ) -> Result<Outcome, PubSubError> {
        do throws(JournalError) {
            let publications = try journal.publications(
                of: decided.reply.references, maximumBytes: job.maximumBytes)
            return .success(
                Outcome(reply: decided.reply, head: decided.head, publications: publications))
        } catch {
            return .failure(.unavailable("\(error)"))
        }
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
