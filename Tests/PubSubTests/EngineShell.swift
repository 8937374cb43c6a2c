import PubSub
import XMPP

/// An engine with a list for a journal and a number for a clock.
struct EngineShell {
    private(set) var engine: Engine
    private(set) var entries: [Entry] = []
    /// In milliseconds; every entry takes a second.
    var now: Int64 = 0
    private var requests = 0

    init(settings: ServiceSettings = ServiceSettings(creators: .anyone)) {
        engine = Engine(service: "pubsub.example.org", settings: settings)
    }

    /// What a request brought about.
    struct Outcome {
        var reply: Reply
        var changes: [Change]
        var notifications: [Notification]
    }

    /// Decides a request and lets the engine apply what follows.
    mutating func send(_ verb: Verb, by requester: Requester) throws(PubSubError) -> Outcome {
        requests += 1
        let request = Request(service: engine.service, requester: requester, verb: verb)
        let decision = try engine.decide(request, identifier: "generated-\(requests)")
        let notifications = apply(decision.changes) + decision.notifications
        return Outcome(
            reply: decision.reply, changes: decision.changes, notifications: notifications)
    }

    @discardableResult
    mutating func apply(_ changes: [Change]) -> [Notification] {
        changes.compactMap { change in
            now += 1000
            let entry = Entry(
                position: Position(rawValue: Int64(entries.count + 1)),
                time: Timestamp(milliseconds: now), service: engine.service, change: change)
            let notification = engine.notification(of: entry)
            engine.apply(entry)
            entries.append(entry)
            return notification
        }
    }
}

extension Requester {
    static func user(_ name: String) throws -> Requester { .entity(try JID("\(name)@example.org")) }
}

extension DataForm {
    static func configuration(_ values: [(String, String)]) -> DataForm {
        DataForm(
            .submit, formType: Namespaces.nodeConfiguration,
            fields: values.map { DataForm.Field("pubsub#\($0.0)", values: [$0.1]) })
    }
}

extension ItemDraft {
    /// An item with a payload of a few bytes.
    static func small(_ id: String?) -> ItemDraft {
        ItemDraft(id: id, payloads: [XMLFragment(name: "a", namespace: "urn:example", text: "b")])
    }
}
