public import XMPP

/// What a request is answered with. Items are named by their place in the journal: the shell
/// fetches them when it writes the answer.
public enum Reply: Sendable, Hashable {
    /// Done, and there is nothing to say.
    case done
    /// The node was made; its name where the service chose it (XEP-0060 §8.1.2).
    case created(NodeID, isInstant: Bool)
    case published(NodeID, [ItemID])
    case items(NodeID, [ItemReference])
    case itemPage(NodeID, ItemPage)
    /// The form of a node's configuration, or of the default's where there is no node.
    case configuration(NodeID?, DataForm)
    /// The subscription and, where options came with the request, what they are now (XEP-0060
    /// §6.3.7).
    case subscription(NodeSubscription, options: DataForm?)
    case options(NodeSubscription, DataForm)
    case defaultOptions(NodeID?, DataForm)
    case command(PendingCommand)
    /// To be completed by whoever has a key and a clock.
    case token(TokenCommand)
    /// The requester's own (XEP-0060 §5.6), of one node where one was named.
    case ownSubscriptions(NodeID?, [NodeSubscription], ResultSet?)
    case ownAffiliations([NodeAffiliation], ResultSet?)
    /// A node's, for its owner (XEP-0060 §8.8.1, §8.9.1).
    case subscriptions(NodeID, [NodeSubscription], ResultSet?)
    case affiliations(NodeID, [NodeAffiliation], ResultSet?)
    case information(DiscoInformation)
    case listing(node: NodeID?, [DiscoItem], ResultSet?)
    case stream(StreamOpening)
    /// Items whose time was over have gone; whether more of them wait.
    case expired(isMoreDue: Bool)

    /// The items whose payloads it takes to say it, the most important first: where not all of them
    /// fit, the last are left out.
    public var references: [ItemReference] {
        switch self {
        case .items(_, let references): references.reversed()
        case .itemPage(_, let page):
            page.isBackward ? page.references.reversed() : page.references
        case .stream(let opening): opening.lastItems.reversed()
        default: []
        }
    }

    /// The same without items that have gone since it was decided.
    public func without(_ gone: Set<Position>) -> Reply {
        switch self {
        case .items(let node, let references):
            return .items(node, references.filter { !gone.contains($0.position) })
        case .itemPage(let node, var page):
            page.references.removeAll { gone.contains($0.position) }
            return .itemPage(node, page)
        default:
            return self
        }
    }
}
