import Journaling
import PubSub
import XMPP

extension Journal {
    /// The publications of these references, the first ones first, until they are `maximumBytes` of
    /// an answer: at least one where there is one.
    ///
    /// A node may keep far more than an answer can hold (XEP-0060 §6.5.4).
    ///
    /// - Returns: what was found, and what of the same stretch is there no more.
    func publications(
        of references: [ItemReference], maximumBytes: Int
    ) throws(JournalError) -> (found: [Position: Entry], gone: Set<Position>) {
        var found: [Position: Entry] = [:]
        var gone: Set<Position> = []
        var bytes = 0
        var rest = references[...]
        while !rest.isEmpty, bytes < maximumBytes {
            // As many as will fit, if they are like those before: a payload can be large.
            let average = found.isEmpty ? maximumBytes / 4 : bytes / found.count
            let count = max(1, min(64, (maximumBytes - bytes) / max(1, average)))
            let page = rest.prefix(count).map(\.position)
            let entries = try publications(at: page)
            for position in page {
                guard let entry = entries[position] else {
                    gone.insert(position)
                    continue
                }
                bytes += entry.answerBytes
                guard bytes <= maximumBytes || found.isEmpty else { return (found, gone) }
                found[position] = entry
            }
            rest = rest.dropFirst(page.count)
        }
        return (found, gone)
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
