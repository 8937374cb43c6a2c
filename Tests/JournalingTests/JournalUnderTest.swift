import Journaling
public import PubSub
import XMPP

/// The journals that the compatibility tests run against. A new implementation adds its case.
enum JournalUnderTest: String, CaseIterable {
    case memory
    case sqlite

    /// Runs a test against a new, empty journal.
    func withJournal(_ test: (any Journal) throws -> Void) throws {
        switch self {
        case .memory:
            try test(MemoryJournal())
        case .sqlite:
            let folder = try TemporaryFolder()
            let journal = try SQLiteJournal(folder: folder.path, synchronous: .normal)
            try test(journal)
            journal.close()
        }
    }

    /// Runs the parts of a test against one journal, which is opened anew between them where it
    /// outlives its program.
    func withRestarts(_ parts: [(any Journal) throws -> Void]) throws {
        switch self {
        case .memory:
            let journal = MemoryJournal()
            for part in parts { try part(journal) }
        case .sqlite:
            let folder = try TemporaryFolder()
            for part in parts {
                let journal = try SQLiteJournal(folder: folder.path, synchronous: .normal)
                try part(journal)
                journal.close()
            }
        }
    }
}

extension Journal {
    /// Appends changes after the head, as one batch. Gives the entries.
    @discardableResult
    func record(
        _ changes: Change..., service: String = "pubsub.example.org", at milliseconds: Int64 = 0
    ) throws -> [Entry] {
        try record(changes, service: service, at: milliseconds)
    }

    @discardableResult
    func record(
        _ changes: [Change], service: String = "pubsub.example.org", at milliseconds: Int64 = 0
    ) throws -> [Entry] {
        let first = head.rawValue + 1
        let entries = changes.enumerated().map { index, change in
            Entry(
                position: Position(rawValue: first + Int64(index)),
                time: Timestamp(milliseconds: milliseconds), service: service, change: change)
        }
        try append(entries)
        return entries
    }

    /// What `restore` gives.
    func restored() throws -> [Entry] {
        var entries: [Entry] = []
        try restore { entries.append($0) }
        return entries
    }

    /// The ids of the items that `restore` gives.
    func restoredItems() throws -> [ItemID] {
        try restored().compactMap { entry in
            guard case .itemPublished(_, let publication) = entry.change else { return nil }
            return publication.item.id
        }
    }

    /// All entries of nodes after a position, read page by page; `nil` where some are lost.
    func history(
        of nodes: NodeID..., after: Position = .start, maximumBytes: Int = 1 << 20
    ) throws -> [Entry]? {
        let addresses = nodes.map { NodeAddress(service: "pubsub.example.org", node: $0) }
        var entries: [Entry] = []
        var position = after
        while position < head {
            let page = try self.entries(
                after: position, through: head, of: addresses, maximumBytes: maximumBytes)
            if page.isLost { return nil }
            entries += page.entries
            position = page.through
        }
        return entries
    }

    func floor(of node: NodeID) throws -> Position {
        try floor(of: [NodeAddress(service: "pubsub.example.org", node: node)])
    }

    func lastDeletion(of nodes: NodeID...) throws -> Position {
        try lastDeletion(
            of: nodes.map { NodeAddress(service: "pubsub.example.org", node: $0) })
    }
}

extension Change {
    /// A publication as tests need it.
    static func published(
        _ node: NodeID, _ item: ItemID, _ text: String = "", displacing displaced: [ItemID] = [],
        isKept: Bool = true
    ) -> Change {
        let payload = XMLFragment(name: "json", namespace: "urn:xmpp:json:0", text: text)
        return .itemPublished(
            node,
            Publication(
                item: Item(id: item, payload: payload), isKept: isKept, displaced: displaced))
    }

    static func created(_ node: NodeID) -> Change {
        .nodeCreated(node, NodeConfiguration())
    }
}

extension Position: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int64) {
        self.init(rawValue: value)
    }
}
