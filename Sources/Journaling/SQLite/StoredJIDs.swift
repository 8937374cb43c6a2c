import XMPP

/// Addresses as read back: preparing one takes longer than reading its row, and few are different.
struct StoredJIDs {
    private var known: [StoredText: JID] = [:]

    /// How many are remembered before all are forgotten.
    private static let capacity = 4096

    /// The address that the text is.
    ///
    /// - Throws: `DamagedRow` where it is none.
    subscript(text: String) -> JID {
        mutating get throws {
            let key = StoredText(description: text)
            if let jid = known[key] { return jid }
            guard let jid = try? JID(text) else {
                throw DamagedRow(detail: "'\(text)' is not an address")
            }
            if known.count >= Self.capacity { known.removeAll(keepingCapacity: true) }
            known[key] = jid
            return jid
        }
    }
}
