import PubSub
import XMPP

/// The engine, and what must hold whatever it is sent.
struct Service {
    static let address: JID = {
        guard let address = try? JID("pubsub.example.org") else { preconditionFailure() }
        return address
    }()

    private var shell: EngineShell

    init() {
        let settings = ServiceSettings(
            creators: .anyone, createsOnPublish: true, maximumPayloadBytes: 4096,
            maximumNodesPerOwner: 5, maximumAffiliationsPerNode: 5, maximumItemsPerRequest: 5,
            maximumSubscriptionsPerNode: 5, maximumSubscriptionsPerEntity: 5)
        shell = EngineShell(service: Self.address.domain, settings: settings)
    }

    /// An iq request is answered, once and under its id; a message of type error never is.
    mutating func receive(_ stanza: Stanza) {
        guard stanza.isRequest || stanza.kind == .message else { return }
        let sent = shell.receive(stanza, at: Self.address)
        let answer = sent.answer
        if stanza.isRequest {
            precondition(answer != nil, "no answer")
            precondition(answer?.id == stanza.id && answer?.to == stanza.from, "not its answer")
        }
        if stanza.type == "error" { precondition(answer == nil, "an error is answered") }
        for stanza in sent.all { write(stanza) }
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
        let engine = shell.engine
        for node in engine.nodes.values {
            let limit = node.configuration.persistsItems ? node.configuration.maximumItems : 0
            precondition(node.items.count <= limit, "more items than max_items")
        }
        var again = Engine(service: engine.service, settings: engine.settings)
        for entry in shell.entries { again.apply(entry) }
        precondition(again.nodes == engine.nodes, "a restart changes the state")
    }
}
