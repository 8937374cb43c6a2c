import PubSub
import XMPP

/// The way back: from a row to the change.
extension EntryColumns {
    /// Reads a row where the columns stand in the order of the table, from the kind on.
    init(_ row: Columns, kindAt first: CInt) throws {
        let kind = Kind(rawValue: row.integer(first))
        self.init(
            kind: try DamagedRow.unwrap(kind, "an entry of kind \(row.integer(first))"),
            flags: Flags(rawValue: row.integer(first + 1)),
            item: row.text(first + 2).map { ItemID($0) },
            jid: row.text(first + 3), created: row.optionalPosition(first + 4),
            displaced: row.text(first + 5), body: row.text(first + 6))
    }

    /// The change again.
    ///
    /// - Throws: `DamagedRow` where the columns do not fit the kind.
    func change(of node: NodeID, jids: inout StoredJIDs) throws -> Change {
        switch kind {
        case .nodeCreated:
            return .nodeCreated(node, try configuration)
        case .nodeConfigured:
            return .nodeConfigured(
                node, try configuration,
                displaced: try Netstrings.split(displaced).map { ItemID($0) }
            )
        case .nodeDeleted:
            let redirect = try body.map {
                try DamagedRow.unwrap(Redirect($0), "a redirect to no URI")
            }
            return .nodeDeleted(node, redirect: redirect)
        case .nodePurged:
            return .nodePurged(node)
        case .itemPublished:
            let item = Item(
                id: try DamagedRow.unwrap(item, "an item without id"),
                publisher: try jid.map { try jids[$0] },
                payload: body.map(XMLFragment.init(trusted:)))
            let publication = Publication(
                item: item, isKept: flags.contains(.isKept),
                showsPublisher: flags.contains(.showsPublisher),
                displaced: try Netstrings.split(displaced).map { ItemID($0) }, created: created)
            return .itemPublished(node, publication)
        case .itemRetracted:
            let item = try DamagedRow.unwrap(item, "a retraction without item")
            let notify = flags.contains(.notifyRequested) ? RetractNotify.requested : .configured
            return .itemRetracted(node, item, notify: notify)
        case .affiliationSet:
            let affiliation = body.flatMap(Affiliation.init(rawValue:))
            return .affiliationSet(
                node, try jids[jid ?? ""], try DamagedRow.unwrap(affiliation, "no affiliation"))
        case .subscriptionSet:
            let subscription = try body.map { try Subscription(stored: $0, flags: flags) }
            return .subscriptionSet(node, try jids[jid ?? ""], subscription)
        }
    }

    private var configuration: NodeConfiguration {
        get throws { try StoredConfiguration.configuration(from: body ?? "") }
    }
}

extension Subscription {
    init(stored state: String, flags: EntryColumns.Flags) throws {
        self.init(
            state: try DamagedRow.unwrap(State(rawValue: state), "subscription state \(state)"),
            isDelivering: flags.contains(.isDelivering), isGiven: flags.contains(.isGiven))
    }
}
