import PubSub

extension Entry {
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
