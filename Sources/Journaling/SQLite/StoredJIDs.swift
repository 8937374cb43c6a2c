import XMPP

/// Addresses as read back: preparing one takes longer than reading its row, and few are different.
struct StoredJIDs {
    private var known: [String: JID] = [:]

    /// How many are remembered before all are forgotten.
    private static let capacity = 4096

    /// The address that the text is.
    ///
    /// - Throws: `DamagedRow` where it is none.
    subscript(text: String) -> JID {
        mutating get throws {
            if let jid = known[text] { return jid }
            guard let jid = try? JID(text) else {
                throw DamagedRow(detail: "'\(text)' is not an address")
            }
            if known.count >= Self.capacity { known.removeAll(keepingCapacity: true) }
            known[text] = jid
            return jid
        }
    }
}
