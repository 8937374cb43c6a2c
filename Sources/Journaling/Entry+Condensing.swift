import PubSub

extension Entry {
    /// A node's creation as `Journal.restore` gives it.
    static func creation(
        of address: NodeAddress, _ configuration: NodeConfiguration, position: Position,
        time: Timestamp, accessChanged: Position?
    ) -> [Entry] {
        func entry(_ position: Position, _ change: Change) -> Entry {
            Entry(position: position, time: time, service: address.service, change: change)
        }
        let node = address.node
        guard let accessChanged else {
            return [entry(position, .nodeCreated(node, configuration))]
        }
        return [
            entry(position, .nodeCreated(node, configuration.withAnotherAccessModel)),
            entry(accessChanged, .nodeConfigured(node, configuration, displaced: [])),
        ]
    }

    /// The same publication as `Journal.restore` gives it: what the engine needs to know.
    var withoutPayload: Entry {
        guard case .itemPublished(let node, var publication) = change else { return self }
        publication.item.payload = nil
        publication.displaced = []
        var entry = self
        entry.change = .itemPublished(node, publication)
        return entry
    }
}

extension NodeConfiguration {
    /// The same but for another access model: which one a node had before is not kept.
    var withAnotherAccessModel: NodeConfiguration {
        var configuration = self
        configuration.accessModel = accessModel == .whitelist ? .authorize : .whitelist
        return configuration
    }
}

extension [Entry] {
    /// - Throws: `JournalError.misplaced` where a position does not follow the one before.
    func requireConsecutive(after head: Position) throws(JournalError) {
        var expected = head.next
        for entry in self {
            guard entry.position == expected else {
                throw .misplaced(entry.position, expected: expected)
            }
            expected = expected.next
        }
    }
}
