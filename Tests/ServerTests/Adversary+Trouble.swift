import PubSub
import Seeding
import Synchronization
import XMPP

/// What happens to the server and to rights meanwhile.
extension Adversary {
    /// Does something to the server or to a right, again and again while there is something published, and
    /// gives all rights back in the end.
    func makeTrouble(random: SeededGenerator) async throws {
        var random = random
        let step = Self.nodes.count * Self.itemsPerNode / 20
        for await count in history.counts where count % step == 0 {
            switch Int.random(in: 0..<6, using: &random) {
            case 0:
                try await stop()
                try await start()
                harm.withLock { $0[.restarts] += 1 }
            case 1:
                try await trim(keeping: Int.random(in: 20...150, using: &random))
                harm.withLock { $0[.trims] += 1 }
            case 2, 3: try await setMembership(!membership.isGranted)
            default: try await setOpenness(!openness.isGranted)
            }
        }
        if !membership.isGranted { try await setMembership(true) }
        if !openness.isGranted { try await setOpenness(true) }
    }

    private func setMembership(_ isMember: Bool) async throws {
        try await membership.set(isMember) { try await submit(.setMember(isMember)) }
    }

    /// Readers of the node see it, the last of them who are shut out by it.
    private func setOpenness(_ isOpen: Bool) async throws {
        let model = isOpen ? "open" : "whitelist"
        let node = Plan.changing
        try await openness.set(isOpen) {
            let position = try await submit(.configure(NodeID(node), .accessModel(model)))
            history.record(.init(position: position, node: node, kind: .configured(model)))
            return position
        }
    }
}

extension Verb {
    /// Makes Romeo a member of the closed node, or nobody.
    static func setMember(_ isMember: Bool) throws -> Verb {
        let romeo = try JID("\(Person.romeo)@example.org")
        let affiliation: Affiliation = isMember ? .member : .none
        return .setAffiliations(
            NodeID(Plan.closed), [AffiliationChange(jid: romeo, affiliation: affiliation)])
    }
}

extension DataForm {
    /// A node's configuration.
    static func accessModel(_ model: String) -> DataForm {
        DataForm(
            .submit, formType: Namespaces.pubsub + "#node_config",
            fields: [Field("pubsub#access_model", values: [model])])
    }
}
