import Journaling
import PubSub
import XMPP

extension Journal {
    /// The publications of these references, the first ones first, until they are `maximumBytes` of
    /// an answer: at least one where there is one.
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
                bytes += entry.answerBytes
                guard bytes <= maximumBytes || found.isEmpty else { return found }
                found[position] = entry
            }
            rest = rest.dropFirst(page.count)
        }
        return found
    }
}

extension Entry {
    /// What the item takes in an answer: its payload, its id, and what is written around them.
    fileprivate var answerBytes: Int {
        guard case .itemPublished(_, let publication) = change else { return 0 }
        let texts = [
            publication.item.id.description, publication.shownPublisher?.description ?? "",
        ]
        return texts.reduce(64 + (publication.item.payload?.xml.utf8.count ?? 0)) {
            $0 + XMLWriter.escapedAttribute($1).utf8.count
        }
    }
}
