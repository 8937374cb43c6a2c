import XMPP

/// One pubsub service (XEP-0060), as a pure value.
///
/// `decide` reads the state and returns facts or one error; `apply` puts a fact into the state and
/// cannot fail. Between the two the shell makes the facts durable, so that nothing ever has to be
/// undone, and a restart is a replay of the same facts through the same `apply`.
public struct Engine: Sendable {
    /// The domain that it answers for.
    public let service: String
    public let settings: ServiceSettings
    public private(set) var nodes: [NodeID: Node] = [:]
    /// The nodes with which a bare JID has an affiliation or a subscription (XEP-0060 §5.6, §5.7).
    private(set) var involvements: [JID: Set<NodeID>] = [:]

    public init(service: String, settings: ServiceSettings) {
        self.service = service
        self.settings = settings
    }

    /// What the request brings about.
    ///
    /// - Parameters:
    ///   - identifier: unique among all requests; names an instant node, or items without an id.
    /// - Throws: why it is refused; then nothing has happened.
    public func decide(
        _ request: Request, identifier: String
    ) throws(PubSubError) -> Decision {
        let requester = request.requester
        switch request.verb {
        case .serviceInformation:
            return serviceInformation()
        case .nodes:
            return listNodes(requester)
        case .nodeInformation(let node):
            return try nodeInformation(node, requester)
        case .nodeItems(let node):
            return try listItems(node, requester)
        case .ownSubscriptions(let node):
            return try ownSubscriptions(node, requester)
        case .ownAffiliations(let node):
            return try ownAffiliations(node, requester)
        case .subscribe(let node, let jid):
            return try subscribe(jid, to: node, requester)
        case .unsubscribe(let node, let jid):
            return try unsubscribe(jid, from: node, requester)
        case .items(let node, let selection):
            return try items(selection, of: node, requester)
        case .publish(let node, let drafts, let options):
            return try publish(
                drafts, to: node, options: options, requester, identifier: identifier)
        case .retract(let node, let ids, let notify):
            return try retract(ids, from: node, notify: notify, requester)
        case .create(let node, let form):
            return try create(node, form, requester, identifier: identifier)
        case .configuration(let node):
            return try configuration(of: node, requester)
        case .configure(let node, let form):
            return try configure(node, form, requester)
        case .defaultConfiguration:
            return Decision(reply: .configuration(nil, settings.defaultConfiguration.form))
        case .delete(let node):
            return try delete(node, requester)
        case .purge(let node):
            return try purge(node, requester)
        case .subscriptions(let node):
            return try subscriptions(of: node, requester)
        case .setSubscriptions(let node, let changes):
            return try setSubscriptions(changes, of: node, requester)
        case .affiliations(let node):
            return try affiliations(of: node, requester)
        case .setAffiliations(let node, let changes):
            return try setAffiliations(changes, of: node, requester)
        case .openStream(let nodes):
            return try openStream(nodes, requester)
        }
    }

    /// Puts a fact into the state. Facts about nodes that are not there change nothing.
    public mutating func apply(_ entry: Entry) {
        switch entry.change {
        case .nodeCreated(let id, let configuration):
            nodes[id] = Node(configuration: configuration, created: entry.time)
        case .nodeConfigured(let id, let configuration, let displaced):
            nodes[id]?.configuration = configuration
            for item in displaced { nodes[id]?.items.remove(item) }
        case .nodeDeleted(let id):
            guard let node = nodes.removeValue(forKey: id) else { return }
            let involved = node.affiliations.keys.map(\.self) + node.subscriptions.keys.map(\.bare)
            for bare in involved { forget(id, of: bare) }
        case .nodePurged(let id):
            nodes[id]?.items.removeAll()
        case .itemPublished(let id, let publication):
            guard publication.isKept else { return }
            let item = publication.item
            nodes[id]?.items.append(
                ItemReference(
                    id: item.id, position: entry.position, publisher: item.publisher?.bare))
            for item in publication.displaced { nodes[id]?.items.remove(item) }
        case .itemRetracted(let id, let item, _):
            nodes[id]?.items.remove(item)
        case .affiliationSet(let id, let jid, let affiliation):
            nodes[id]?.affiliations[jid.bare] = affiliation == .none ? nil : affiliation
            updateInvolvement(of: jid.bare, with: id)
        case .subscriptionSet(let id, let jid, let subscription):
            nodes[id]?.subscriptions[jid] = subscription
            updateInvolvement(of: jid.bare, with: id)
        }
    }

    private mutating func updateInvolvement(of bare: JID, with id: NodeID) {
        guard let node = nodes[id] else { return }
        if node.affiliations[bare] != nil || node.subscriptions.keys.contains(where: { $0.bare == bare }) {
            involvements[bare, default: []].insert(id)
        } else {
            forget(id, of: bare)
        }
    }

    private mutating func forget(_ id: NodeID, of bare: JID) {
        involvements[bare]?.remove(id)
        if involvements[bare]?.isEmpty == true { involvements[bare] = nil }
    }
}
