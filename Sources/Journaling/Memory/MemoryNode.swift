import PubSub
import XMPP

/// What a `MemoryJournal` knows of one node.
struct MemoryNode {
    /// The positions of its entries that can be replayed, ascending.
    private(set) var window: [Position] = []
    /// The last position that retention has taken.
    private(set) var floor: Position
    /// Of its last deletion in the window.
    private(set) var deletion: Position?
    /// `nil` when it was deleted, or never created.
    private(set) var presence: Presence?

    /// A node that exists.
    struct Presence {
        let position: Position
        let created: Timestamp
        var configuration: NodeConfiguration
        var accessChanged: Position?
        var affiliations: [JID: Affiliation] = [:]
        var subscriptions: [JID: Subscription] = [:]
        var items: [ItemID: Position] = [:]
    }

    init(floor: Position) {
        self.floor = floor
    }

    /// Takes a new entry in. Gives the positions of the items that are not kept any more.
    mutating func add(_ entry: Entry) -> [Position] {
        window.append(entry.position)
        switch entry.change {
        case .nodeCreated(_, let configuration):
            let dropped = presence?.items.values.map(\.self) ?? []
            presence = Presence(
                position: entry.position, created: entry.time, configuration: configuration)
            return dropped
        case .nodeConfigured(_, let configuration, let displaced):
            if configuration.accessModel != presence?.configuration.accessModel {
                presence?.accessChanged = entry.position
            }
            presence?.configuration = configuration
            return remove(displaced)
        case .nodeDeleted:
            deletion = entry.position
            defer { presence = nil }
            return presence?.items.values.map(\.self) ?? []
        case .nodePurged:
            defer { presence?.items.removeAll() }
            return presence?.items.values.map(\.self) ?? []
        case .itemPublished(_, let publication):
            guard publication.isKept, presence != nil else { return [] }
            let replaced = presence?.items.updateValue(
                entry.position, forKey: publication.item.id)
            return remove(publication.displaced) + [replaced].compactMap(\.self)
        case .itemRetracted(_, let item, _):
            return remove([item])
        case .affiliationSet(_, let jid, let affiliation):
            presence?.affiliations[jid.bare] = affiliation == .none ? nil : affiliation
        case .subscriptionSet(_, let jid, let subscription):
            presence?.subscriptions[jid] = subscription
        }
        return []
    }

    /// Whether the entry is the present publication of a kept item.
    func keeps(_ entry: Entry) -> Bool {
        guard case .itemPublished(_, let publication) = entry.change else { return false }
        return presence?.items[publication.item.id] == entry.position
    }

    mutating func leaveWindow(through horizon: Position) {
        let count = window.prefix { $0 <= horizon }.count
        if count > 0 { floor = window[count - 1] }
        window.removeFirst(count)
        if let last = deletion, last <= horizon { deletion = nil }
    }

    private mutating func remove(_ items: [ItemID]) -> [Position] {
        items.compactMap { presence?.items.removeValue(forKey: $0) }
    }
}

extension MemoryNode.Presence {
    /// What `Journal.restore` gives of a node by its three parts: the node itself, its affiliations,
    /// its subscriptions.
    func condensed(_ part: CondensedPart, at address: NodeAddress) -> [Entry] {
        let node = address.node
        let rights: [Change]
        switch part {
        case .node:
            return Entry.creation(
                of: address, configuration, position: position, time: created,
                accessChanged: accessChanged)
        case .affiliations:
            rights = affiliations.sorted { $0.key < $1.key }.map { .affiliationSet(node, $0, $1) }
        case .subscriptions:
            rights = subscriptions.sorted { $0.key < $1.key }.map { .subscriptionSet(node, $0, $1) }
        }
        return rights.map {
            Entry(position: position, time: created, service: address.service, change: $0)
        }
    }
}

/// In the order that `Journal.restore` gives them.
enum CondensedPart: CaseIterable {
    case node
    case affiliations
    case subscriptions
}
