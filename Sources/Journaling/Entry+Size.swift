import PubSub
import XMPP

extension Entry {
    /// What an entry counts beside its payload: about what its row needs on the disk.
    static let overheadBytes = 64

    /// What the entry counts against the bounds that are given in bytes.
    var sizeInBytes: Int {
        guard case .itemPublished(_, let publication) = change else { return Self.overheadBytes }
        return Self.overheadBytes + (publication.item.payload?.xml.utf8.count ?? 0)
    }
}
