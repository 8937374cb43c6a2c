import Journaling
import PubSub
import XMPP

extension Journal {
    /// The publications of these references, the newest first, until they are `maximumBytes` of
    /// payload: at least one where there is one.
    ///
    /// A node may keep far more than an answer can hold (XEP-0060 §6.5.4).
    func newest(
        of references: [ItemReference], maximumBytes: Int
    ) throws(JournalError) -> [Position: Entry] {
        var found: [Position: Entry] = [:]
        var bytes = 0
        var end = references.count
        while end > 0, bytes < maximumBytes {
            let page = references[max(0, end - 64)..<end].map(\.position)
            let entries = try publications(at: page)
            for position in page.reversed() {
                guard let entry = entries[position] else { continue }
                bytes += entry.payloadBytes
                guard bytes <= maximumBytes || found.isEmpty else { return found }
                found[position] = entry
            }
            end -= page.count
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
