import Fanout
import PubSub
import XMPP

/// A service with a journal and a hub, in which people ask and readers follow by their rights.
final class Theatre {
    let journal: JournalDouble
    let hub: Hub
    private(set) var engine: Engine
    private var requests = 0

    init(_ configuration: HubConfiguration = .init(), pageEntries: Int = 100) {
        journal = JournalDouble(pageEntries: pageEntries)
        hub = Hub(journal, configuration)
        engine = Engine(
            service: JournalDouble.service, settings: ServiceSettings(creators: .anyone))
    }

    static func user(_ name: String) throws -> Requester {
        .entity(try JID("\(name)@example.org"))
    }

    /// Has a request decided, stores what follows, and sends it to the readers.
    @discardableResult
    func ask(_ verb: Verb, by name: String = "romeo") throws -> [Entry] {
        let entries = try store(verb, by: name)
        hub.publish(entries)
        return entries
    }

    /// The same, without telling the readers.
    func store(_ verb: Verb, by name: String = "romeo") throws -> [Entry] {
        requests += 1
        let request = Request(
            service: engine.service, requester: try Self.user(name), verb: verb)
        let decision = try engine.decide(
            request, at: Occasion("r\(requests)", at: Timestamp(milliseconds: 0)))
        let entries = journal.append(decision.changes)
        for entry in entries { engine.apply(entry) }
        return entries
    }

    func create(_ node: NodeID, _ model: String) throws {
        try ask(.create(node, configuration: .accessModel(model)))
    }

    func setAffiliation(_ affiliation: Affiliation, of name: String, to node: NodeID) throws {
        let jid = try JID("\(name)@example.org")
        try ask(.setAffiliations(node, [AffiliationChange(jid: jid, affiliation: affiliation)]))
    }

    func publish(_ text: String, to node: NodeID) throws {
        let payload = XMLFragment(trusted: "<t xmlns=\"urn:t\">\(text)</t>")
        try ask(.publish(node, [ItemDraft(id: nil, payloads: [payload])], options: nil))
    }

    /// How somebody stands to nodes at present.
    ///
    /// - Throws: the refusal.
    func standings(
        of requester: Requester, to nodes: [NodeID], _ missing: MissingNodes = .asConfigured
    ) throws -> [Standing] {
        try opening(of: requester, to: nodes, missing)?.standings ?? []
    }

    /// The service's leave to follow nodes.
    ///
    /// - Throws: the refusal.
    func opening(
        of requester: Requester, to nodes: [NodeID], _ missing: MissingNodes = .asConfigured
    ) throws -> StreamOpening? {
        let request = Request(
            service: engine.service, requester: requester,
            verb: .openStream(nodes, missing: missing))
        let decision = try engine.decide(request, at: Occasion("", at: Timestamp(milliseconds: 0)))
        guard case .stream(let opening) = decision.reply else { return nil }
        return opening
    }

    /// Where the last deletion of a node of these names is.
    func lastDeletion(of nodes: [NodeID]) -> Position {
        journal.entries.last { entry in
            if case .nodeDeleted(let node, _) = entry.change { nodes.contains(node) } else { false }
        }?.position ?? .start
    }

    /// Opens a stream as the front does.
    ///
    /// - Parameter cursor: `nil`: the journal's head.
    func follow(
        _ nodes: NodeID..., as requester: Requester, with peer: Peer = Peer(),
        after cursor: Position? = nil, missing: MissingNodes = .asConfigured,
        expiry: StreamExpiry? = nil
    ) throws -> Peer {
        let standings = try standings(of: requester, to: nodes, missing)
        let addresses = nodes.map { NodeAddress(service: engine.service, node: $0) }
        hub.attach(
            Reader(
                descriptor: peer.hubDescriptor,
                selection: Selection(addresses: addresses, format: .payload, framing: .chunked),
                cursor: cursor ?? journal.head, openedAt: journal.head, preamble: [],
                standings: requester == .anonymous ? [] : standings, expiry: expiry))
        return peer
    }
}

extension DataForm {
    static func accessModel(_ model: String) -> DataForm {
        DataForm(
            .submit, formType: Namespaces.pubsub + "#node_config",
            fields: [Field("pubsub#access_model", values: [model])])
    }
}
