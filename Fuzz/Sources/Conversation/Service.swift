import PubSub
import XMPP

/// The engine with a list for a journal, and what must hold whatever it is sent.
struct Service {
    static let address: JID = {
        guard let address = try? JID("pubsub.example.org") else { preconditionFailure() }
        return address
    }()

    private var engine: Engine
    private var entries: [Entry] = []
    private var requests = 0

    init() {
        let settings = ServiceSettings(
            creators: .anyone, createsOnPublish: true, maximumPayloadBytes: 4096,
            maximumNodesPerOwner: 5, maximumAffiliationsPerNode: 5, maximumItemsPerRequest: 5,
            maximumSubscriptionsPerNode: 5, maximumSubscriptionsPerEntity: 5)
        engine = Engine(service: Self.address.domain, settings: settings)
    }

    /// An iq request is answered, once and under its id; a message of type error never is.
    mutating func receive(_ stanza: Stanza) {
        guard stanza.isRequest || stanza.kind == .message else { return }
        let answer = answer(to: stanza)
        if stanza.isRequest {
            precondition(answer != nil, "no answer")
            precondition(answer?.id == stanza.id && answer?.to == stanza.from, "not its answer")
        }
        if stanza.type == "error" { precondition(answer == nil, "an error is answered") }
        if let answer { write(answer) }
    }

    private mutating func answer(to stanza: Stanza) -> Stanza? {
        requests += 1
        do throws(PubSubError) {
            guard let request = try request(stanza) else { return nil }
            let decision = try engine.decide(request, identifier: "generated-\(requests)")
            for notification in settle(decision.changes) + decision.notifications {
                notification.messages(from: Self.address, publications: publications)
                    .forEach(write)
            }
            return decision.reply.answer(to: stanza, publications: publications)
        } catch {
            return error.answer(to: stanza)
        }
    }

    private func request(_ stanza: Stanza) throws(PubSubError) -> Request? {
        stanza.kind == .message
            ? try Request(message: stanza, to: Self.address.domain)
            : try Request(stanza, to: Self.address.domain)
    }

    private mutating func settle(_ changes: [Change]) -> [Notification] {
        changes.compactMap { change in
            let entry = Entry(
                position: Position(rawValue: Int64(entries.count + 1)),
                time: Timestamp(milliseconds: Int64(entries.count) * 1000),
                service: engine.service, change: change)
            let notification = engine.notification(of: entry)
            engine.apply(entry)
            entries.append(entry)
            return notification
        }
    }

    private var publications: [Position: Entry] {
        Dictionary(uniqueKeysWithValues: entries.map { ($0.position, $0) })
    }

    /// What leaves is XML, and means what was meant.
    private func write(_ stanza: Stanza) {
        guard let read = try? Element(parsing: XMLWriter.string(stanza.element)),
            let again = Stanza(read)
        else { preconditionFailure("what is sent is no stanza: \(stanza)") }
        precondition(again.id == stanza.id && again.to == stanza.to, "sent something else")
    }

    /// Whoever is subscribed may read, no node has more than it may, and a restart changes nothing.
    func check() {
        for node in engine.nodes.values {
            let limit = node.configuration.persistsItems ? node.configuration.maximumItems : 0
            precondition(node.items.count <= limit, "more items than max_items")
        }
        var again = Engine(service: engine.service, settings: engine.settings)
        for entry in entries { again.apply(entry) }
        precondition(again.nodes == engine.nodes, "a restart changes the state")
    }
}
