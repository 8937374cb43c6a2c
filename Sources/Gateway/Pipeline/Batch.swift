import PubSub

/// The requests of one transaction: what they bring about, and what is to be answered.
///
/// A later request of the batch is decided on what the earlier ones changed. Nothing has left yet, so
/// if the batch cannot be made durable, its changes are taken back, and it is as if it had not been.
struct Batch {
    /// A reply with the journal's head as it was when it was decided.
    struct Decided: Sendable {
        var reply: Reply
        var head: Position
        /// What is told after the reply.
        var afterwards: [Notification]
        let waitsForItems: Bool

        init(reply: Reply, head: Position, afterwards: [Notification]) {
            self.reply = reply
            self.head = head
            self.afterwards = afterwards
            waitsForItems = !reply.references.isEmpty
        }
    }

    /// What leaves because of one request, in this order.
    struct Settled {
        var job: Job
        /// What its changes are told by.
        var notifications: [Notification] = []
        var result: Result<Decided, PubSubError>

        /// Whether items are to be fetched for the answer.
        var waitsForItems: Bool {
            if case .success(let decided) = result { decided.waitsForItems } else { false }
        }
    }

    private(set) var entries: [Entry] = []
    private(set) var settled: [Settled] = []
    /// The position of the last entry.
    private(set) var head: Position
    private let time: Timestamp
    /// Of the entries, in their order.
    private var reversals: [(service: String, reversal: Reversal)] = []

    init(after head: Position, at time: Timestamp) {
        self.head = head
        self.time = time
    }

    /// Lets the service's engine decide, and apply what it decided.
    ///
    /// - Parameter refusal: what is answered where there would be something to apply; `nil`: that is
    ///   welcome.
    /// - Returns: whether items are to be fetched for the answer.
    mutating func decide(
        _ job: Job, by engines: inout [String: Engine], identifier: String,
        refusingChanges refusal: PubSubError? = nil
    ) -> Bool {
        let service = job.request.service
        do throws(PubSubError) {
            let occasion = Occasion(identifier, at: time)
            guard let decision = try engines[service]?.decide(job.request, at: occasion)
            else { throw .unknownRequest }
            if let refusal, !decision.changes.isEmpty { throw refusal }
            let notifications = apply(decision.changes, to: service, &engines)
            let decided = Decided(
                reply: decision.reply, head: head, afterwards: decision.notifications)
            settled.append(
                Settled(job: job, notifications: notifications, result: .success(decided)))
            return decided.waitsForItems
        } catch {
            settled.append(Settled(job: job, result: .failure(error)))
            return false
        }
    }

    private mutating func apply(
        _ changes: [Change], to service: String, _ engines: inout [String: Engine]
    ) -> [Notification] {
        var notifications: [Notification] = []
        for change in changes {
            guard let entry = engines[service]?.entry(of: change, at: head.next, time: time) else {
                continue
            }
            if let notification = engines[service]?.notification(of: entry) {
                notifications.join(notification)
            }
            guard let reversal = engines[service]?.apply(entry) else { continue }
            reversals.append((service, reversal))
            entries.append(entry)
            head = entry.position
        }
        return notifications
    }

    /// Takes everything back that was applied.
    func revert(in engines: inout [String: Engine]) {
        for (service, reversal) in reversals.reversed() { engines[service]?.revert(reversal) }
    }
}
