import PubSub
import XMPP

/// A change as the columns of its row. What each column holds depends on the kind.
struct EntryColumns {
    var kind: Kind
    var flags: Flags = []
    /// The item that is published or retracted.
    var item: ItemID?
    /// The publisher, or whose affiliation or subscription it is.
    var jid: String?
    /// Of an item: the position of its first publication, where that is another entry.
    var created: Position?
    /// The items that are pushed out, as netstrings.
    var displaced: String?
    /// The payload, configuration, affiliation, subscription state, or where a deletion redirects.
    var body: String?

    /// The numbers are what the file holds: none is ever given another meaning.
    enum Kind: Int64 {
        case nodeCreated = 1
        case nodeConfigured = 2
        case nodeDeleted = 3
        case nodePurged = 4
        case itemPublished = 5
        case itemRetracted = 6
        case affiliationSet = 7
        case subscriptionSet = 8
    }

    /// The bits are what the file holds: none is ever given another meaning.
    struct Flags: OptionSet {
        let rawValue: Int64
        static let isKept = Flags(rawValue: 1)
        static let showsPublisher = Flags(rawValue: 2)
        static let notifyRequested = Flags(rawValue: 4)
        static let isDelivering = Flags(rawValue: 8)
        static let isGiven = Flags(rawValue: 16)
    }
}

extension EntryColumns {
    init(_ change: Change) throws {
        switch change {
        case .nodeCreated(_, let configuration):
            self.init(kind: .nodeCreated)
            body = try StoredConfiguration.text(of: configuration)
        case .nodeConfigured(_, let configuration, let displaced):
            self.init(kind: .nodeConfigured)
            self.displaced = Netstrings.joined(displaced.map(\.description))
            body = try StoredConfiguration.text(of: configuration)
        case .nodeDeleted(_, let redirect):
            self.init(kind: .nodeDeleted)
            body = redirect?.uri
        case .nodePurged:
            self.init(kind: .nodePurged)
        case .itemPublished(_, let publication):
            self.init(kind: .itemPublished)
            if publication.isKept { flags.insert(.isKept) }
            if publication.showsPublisher { flags.insert(.showsPublisher) }
            item = publication.item.id
            jid = publication.item.publisher?.description
            displaced = Netstrings.joined(publication.displaced.map(\.description))
            body = publication.item.payload?.xml
            created = publication.created
        case .itemRetracted(_, let item, let notify):
            self.init(kind: .itemRetracted)
            if notify == .requested { flags.insert(.notifyRequested) }
            self.item = item
        case .affiliationSet(_, let jid, let affiliation):
            self.init(kind: .affiliationSet)
            self.jid = jid.description
            body = affiliation.rawValue
        case .subscriptionSet(_, let jid, let subscription):
            self.init(kind: .subscriptionSet)
            if subscription?.isDelivering == true { flags.insert(.isDelivering) }
            if subscription?.isGiven == true { flags.insert(.isGiven) }
            self.jid = jid.description
            body = subscription?.state.rawValue
        }
    }
}
