import XMPP

/// Who may do what (XEP-0060 §4.1, §4.5).
extension Engine {
    /// The node, or the refusal that there is none.
    func existing(_ id: NodeID) throws(PubSubError) -> Node {
        guard let node = nodes[id] else { throw .nodeNotFound(id) }
        return node
    }

    /// The affiliation that counts: an admin and the operator own every node.
    func affiliation(of requester: Requester, with node: Node) -> Affiliation {
        switch requester {
        case .operator: .owner
        case .anonymous: .none
        case .entity(let jid) where settings.admins.contains(jid.bare): .owner
        case .entity(let jid): node.affiliations[jid.bare] ?? .none
        }
    }

    /// Whether the affiliation or one of the node's models gives the privilege.
    func may(_ privilege: Privilege, _ requester: Requester, _ node: Node) -> Bool {
        let affiliation = affiliation(of: requester, with: node)
        if affiliation.privileges.contains(privilege) { return true }
        switch (privilege, affiliation) {
        case (_, .outcast):
            return false
        case (.subscribe, .none), (.retrieve, .none), (.subscribe, .member), (.retrieve, .member):
            return node.configuration.accessModel == .open
        case (.publish, _):
            return publishModelAdmits(requester, to: node)
        default:
            return false
        }
    }

    private func publishModelAdmits(_ requester: Requester, to node: Node) -> Bool {
        guard case .entity(let jid) = requester else { return false }
        return switch node.configuration.publishModel {
        case .publishers: false
        case .subscribers: node.hasSubscriber(jid.bare)
        case .open: true
        }
    }

    /// - Throws: `forbidden` where the privilege is missing.
    func require(
        _ privilege: Privilege, _ requester: Requester, _ node: Node
    ) throws(PubSubError) {
        guard may(privilege, requester, node) else { throw .forbidden(privilege) }
    }

    /// Checks the right to subscribe or retrieve.
    ///
    /// - Throws: what the access model prescribes: `forbidden` for outcasts (XEP-0060 §6.1.3.8),
    ///   `closedNode` for those who are not on the whitelist (§6.1.3.4), `notAuthorized` for
    ///   readers that did not say who they are.
    func requireAccess(
        _ privilege: Privilege, _ requester: Requester, to id: NodeID, _ node: Node
    ) throws(PubSubError) {
        guard !may(privilege, requester, node) else { return }
        switch affiliation(of: requester, with: node) {
        case .none where requester == .anonymous: throw .notAuthorized(id)
        case .none: throw .closedNode(id)
        default: throw .forbidden(privilege)
        }
    }

    /// Whether the settings let the requester create nodes (XEP-0060 §8.1.1).
    func mayCreate(_ requester: Requester) -> Bool {
        switch requester {
        case .operator: return true
        case .anonymous: return false
        case .entity(let jid):
            if settings.admins.contains(jid.bare) { return true }
            return switch settings.creators {
            case .admins: false
            case .users(let domains): domains.contains(jid.domain)
            case .anyone: true
            }
        }
    }
}
