import Journaling
import PubSub
import XMPP

extension Journal {
    /// The publications of these references, the first ones first, until they are `maximumBytes` of
    /// payload: at least one where there is one.
    ///
    /// A node may keep far more than an answer can hold (XEP-0060 §6.5.4).
    func publications(
        of references: [ItemReference], maximumBytes: Int
    ) throws(JournalError) -> [Position: Entry] {
        var found: [Position: Entry] = [:]
        var bytes = 0
        var rest = references[...]
        while !rest.isEmpty, bytes < maximumBytes {
            let page = rest.prefix(64).map(\.position)
            let entries = try publications(at: page)
            for position in page {
                guard let entry = entries[position] else { continue }
                bytes += entry.payloadBytes
                guard bytes <= maximumBytes || found.isEmpty else { return found }
                found[position] = entry
            }
            rest = rest.dropFirst(page.count)
        }
        return found
    }
}

extension Entry {
    fileprivate var payloadBytes: Int {
        guard case .itemPublished(_, let publication) = change else { return 0 }
        return publication.item.payload?.xml.utf8.count ?? 0
    }
}
