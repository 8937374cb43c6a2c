import PubSub
import XMPP

/// Whose turn it is, while items are fetched beside the writer.
///
/// How it works: so many answers have their items fetched at once; a further request that asks for items
/// waits, undecided, until one of them is done. What an account asks after such a request is held back
/// until that one is answered, so that its answers come in the order of its requests, and an account
/// has one reading at a time, however many requests it sends ahead. All other requests pass.
struct Turns {
    enum Turn: Sendable, Hashable {
        case now
        /// It comes later, from `end`.
        case later
        case refused(PubSubError)
    }

    /// How many answers have their items fetched, or wait for that, at once.
    static let maximumReadings = 32
    /// How many requests of one account are held back.
    static let maximumHeld = 1000
    /// Of these, how many may ask for items. The link to a server takes no more requests while a
    /// thousand are unanswered, and one account alone is not to make it wait.
    static let maximumHeldReadings = 400
    /// How many wait in all.
    static let maximumWaiting = 20_000

    private var readings = 0
    /// Oldest first.
    private var waiting: ArraySlice<Job> = []
    /// Those accounts whose requests are held back: a request of theirs waits, or is read for.
    private var held: [JID: Held] = [:]

    private struct Held {
        var jobs: [Job] = []
        var readings = 0
    }

    private static let tooMany = PubSubError.unavailable(
        "Too many requests for items wait: ask again when they are answered.")

    /// Whether the request may be decided now.
    mutating func take(_ job: Job) -> Turn {
        if let account = job.account, let before = held[account] { return hold(job, after: before) }
        guard job.asksForItems, readings >= Self.maximumReadings else { return .now }
        guard waiting.count < Self.maximumWaiting else { return .refused(Self.tooMany) }
        waiting.append(job)
        if let account = job.account { held[account] = Held() }
        return .later
    }

    private mutating func hold(_ job: Job, after before: Held) -> Turn {
        let count = before.readings + (job.asksForItems ? 1 : 0)
        guard before.jobs.count < Self.maximumHeld, count <= Self.maximumHeldReadings,
            let account = job.account
        else { return .refused(Self.tooMany) }
        held[account]?.jobs.append(job)
        held[account]?.readings = count
        return .later
    }

    /// Items are to be fetched for the answer to a request that had its turn.
    mutating func begin(_ account: JID?) {
        readings += 1
        if let account { held[account] = Held() }
    }

    /// An answer has left, or will not.
    ///
    /// - Returns: the requests that are to be taken now, in this order.
    mutating func end(_ account: JID?) -> [Job] {
        readings -= 1
        var next = account.flatMap { held.removeValue(forKey: $0) }?.jobs ?? []
        if let first = waiting.popFirst() {
            if let account = first.account { next += held.removeValue(forKey: account)?.jobs ?? [] }
            next.insert(first, at: 0)
        }
        return next
    }
}
