import PubSub

/// The requests of one transaction: what they bring about, and what is to be answered.
///
/// A later request of the batch is decided on what the earlier ones changed. Nothing has left yet, so
/// if the batch cannot be made durable it is simply forgotten.
struct Batch {
    /// A reply with the journal's head as it was when it was decided.
    struct Decided {
        var reply: Reply
        var head: Position
        /// What is told after the reply.
        var afterwards: [Notification]
    }

    /// What leaves because of one request, in this order.
    struct Settled {
        var job: Job
        /// What its changes are told by.
        var notifications: [Notification] = []
        var result: Result<Decided, PubSubError>
    }

    private(set) var entries: [Entry] = []
    private(set) var settled: [Settled] = []
    /// The position of the last entry.
    private(set) var head: Position
    private let time: Timestamp

    init(after head: Position, at time: Timestamp) {
        self.head = head
        self.time = time
    }

    /// Lets the service's engine decide, and apply what it decided.
    mutating func decide(_ job: Job, by engines: inout [String: Engine], identifier: String) {
        let service = job.request.service
        do throws(PubSubError) {
            guard let decision = try engines[service]?.decide(job.request, identifier: identifier)
            else { throw .unknownRequest }
            var notifications: [Notification] = []
            for change in decision.changes {
                head = head.next
                let entry = Entry(position: head, time: time, service: service, change: change)
                if let notification = engines[service]?.notification(of: entry) {
                    notifications.join(notification)
                }
                engines[service]?.apply(entry)
                entries.append(entry)
            }
            let decided = Decided(
                reply: decision.reply, head: head, afterwards: decision.notifications)
            settled.append(
                Settled(job: job, notifications: notifications, result: .success(decided)))
        } catch {
            settled.append(Settled(job: job, result: .failure(error)))
        }
    }
}
