import XMPP

/// One pubsub service (XEP-0060), as a pure value.
///
/// `decide` reads the state and returns facts or one error; `apply` puts a fact into the state and
/// cannot fail. A restart is a replay of the same facts through the same `apply`; facts that did not
/// become durable after all are taken out again by what `apply` gave for each (`Reversal`).
public struct Engine: Sendable {
    /// The domain that it answers for.
    public let service: String
    /// What the operator decided.
    public let settings: ServiceSettings
    /// All nodes, by name.
    public internal(set) var nodes: [NodeID: Node] = [:]
    /// The nodes with which a bare JID has an affiliation or a subscription (XEP-0060 §5.6, §5.7).
    var involvements: [JID: Set<NodeID>] = [:]
    /// All nodes by name.
    var index = NodeIndex()
    /// The nodes whose items do not stay for ever (`pubsub#item_expire`).
    var expiring: Set<NodeID> = []

    /// Makes a service without nodes: its entries bring them back.
    public init(service: String, settings: ServiceSettings) {
        self.service = service
        self.settings = settings
    }

    /// What the request brings about.
    ///
    /// - Parameters:
    ///   - occasion: unlike that of any other request.
    /// - Throws: why it is refused; then nothing has happened.
    public func decide(
        _ request: Request, at occasion: Occasion
    ) throws(PubSubError) -> Decision {
        let requester = request.requester
        switch request.verb {
        case .serviceInformation:
            return serviceInformation()
        case .nodes(let page):
            return try listNodes(page, requester)
        case .nodeInformation(let node):
            return try nodeInformation(node, requester)
        case .nodeItems(let node, let page):
            return try listItems(node, page, requester, at: occasion)
        case .ownSubscriptions(let node, let page):
            return try ownSubscriptions(node, page, requester)
        case .ownAffiliations(let node, let page):
            return try ownAffiliations(node, page, requester)
        case .subscribe(let node, let jid, let options):
            return try subscribe(
                jid, to: node, options: options, requester, at: occasion)
        case .unsubscribe(let node, let jid):
            return try unsubscribe(jid, from: node, requester)
        case .options(let node, let jid):
            return try options(of: jid, to: node, requester)
        case .setOptions(let node, let jid, let form):
            return try setOptions(of: jid, to: node, form, requester)
        case .defaultOptions(let node):
            return try defaultOptions(node)
        case .items(let node, let selection):
            return try items(selection, of: node, requester, at: occasion)
        case .publish(let node, let drafts, let options):
            return try publish(
                drafts, to: node, options: options, requester, at: occasion)
        case .retract(let node, let ids, let notify):
            return try retract(ids, from: node, notify: notify, requester)
        case .create(let node, let form):
            return try create(node, form, requester, at: occasion)
        case .configuration(let node):
            return try configuration(of: node, requester)
        case .configure(let node, let form):
            return try configure(node, form, requester, at: occasion)
        case .defaultConfiguration:
            return Decision(reply: .configuration(nil, settings.defaultConfiguration.form))
        case .delete(let node, let redirect):
            return try delete(node, redirect: redirect, requester)
        case .purge(let node):
            return try purge(node, requester)
        case .authorize(let node, let jid, let isAllowed):
            return try authorize(
                jid, for: node, isAllowed: isAllowed, requester, at: occasion)
        case .commands:
            return listCommands()
        case .commandInformation(let command):
            return try commandInformation(command)
        case .pending(let step, let session):
            return try pending(step, session: session, requester, at: occasion)
        case .token(let step, let session):
            return try token(step, session: session, requester, at: occasion)
        case .subscriptions(let node, let page):
            return try subscriptions(of: node, page, requester)
        case .setSubscriptions(let node, let changes):
            return try setSubscriptions(changes, of: node, requester, at: occasion)
        case .affiliations(let node, let page):
            return try affiliations(of: node, page, requester)
        case .setAffiliations(let node, let changes):
            return try setAffiliations(changes, of: node, requester, at: occasion)
        case .bounced(let node):
            return endBounced(node, requester)
        case .expire:
            return try expire(requester, at: occasion)
        case .reviewRights:
            return try reviewRights(requester, at: occasion)
        case .openStream(let nodes, let missing, let newest, let position):
            return try openStream(
                nodes, missing: missing, newest: newest, through: position, requester, at: occasion)
        }
    }
}
