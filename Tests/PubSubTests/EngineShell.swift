import PubSub
import XMPP

/// An engine with a list for a journal and a number for a clock: what the server is, without sockets and
/// disk. The fuzzer has it, too.
struct EngineShell {
    private(set) var engine: Engine
    private(set) var entries: [Entry] = []
    /// What takes the entries back, in their order.
    private(set) var reversals: [Reversal] = []
    /// In milliseconds; every entry takes a second.
    var now: Int64 = 0
    private var requests = 0

    init(
        service: String = "pubsub.example.org",
        settings: ServiceSettings = ServiceSettings(creators: .anyone)
    ) {
        engine = Engine(service: service, settings: settings)
    }

    /// What a request brought about.
    struct Outcome {
        var reply: Reply
        var changes: [Change]
        /// What is told of the changes, before the reply.
        var events: [Notification]
        /// What is told after it.
        var afterwards: [Notification]
        var notifications: [Notification] { events + afterwards }
    }

    /// What leaves because of a stanza.
    struct Sent {
        /// Before the answer, and after it.
        var messages: [Stanza] = []
        /// `nil`: the stanza wants none.
        var answer: Stanza?
        var afterwards: [Stanza] = []
        /// In the order in which they leave.
        var all: [Stanza] { messages + [answer].compactMap(\.self) + afterwards }
    }

    /// Decides a request and lets the engine apply what follows.
    mutating func send(_ verb: Verb, by requester: Requester) throws(PubSubError) -> Outcome {
        try send(Request(service: engine.service, requester: requester, verb: verb))
    }

    private mutating func send(_ request: Request) throws(PubSubError) -> Outcome {
        requests += 1
        let occasion = Occasion("generated-\(requests)", at: Timestamp(milliseconds: now))
        let decision = try engine.decide(request, at: occasion)
        return Outcome(
            reply: decision.reply, changes: decision.changes, events: apply(decision.changes),
            afterwards: decision.notifications)
    }

    /// Takes a stanza as the component does: an iq request or a message.
    mutating func receive(_ stanza: Stanza, at address: JID) -> Sent {
        do throws(PubSubError) {
            guard let request = try request(stanza) else { return Sent() }
            let outcome = try send(request)
            let publications = Dictionary(uniqueKeysWithValues: entries.map { ($0.position, $0) })
            let messages = { (notification: Notification) in
                notification.messages(from: address, publications: publications)
            }
            return Sent(
                messages: outcome.events.flatMap(messages),
                answer: outcome.reply.answer(to: stanza, publications: publications),
                afterwards: outcome.afterwards.flatMap(messages))
        } catch {
            return Sent(answer: error.answer(to: stanza))
        }
    }

    private func request(_ stanza: Stanza) throws(PubSubError) -> Request? {
        stanza.kind == .message
            ? try Request(message: stanza, to: engine.service)
            : try Request(stanza, to: engine.service)
    }

    /// Makes changes durable, as far as a list is, and gives what is to be told of them.
    @discardableResult
    mutating func apply(_ changes: [Change]) -> [Notification] {
        changes.reduce(into: []) { told, change in
            now += 1000
            let entry = engine.entry(
                of: change, at: Position(rawValue: Int64(entries.count + 1)),
                time: Timestamp(milliseconds: now))
            if let notification = engine.notification(of: entry) { told.join(notification) }
            reversals.append(engine.apply(entry))
            entries.append(entry)
        }
    }
}
