/// A name as expat gives it: `namespace FF local FF prefix`, `namespace FF local`, or `local`
/// alone.
struct ExpandedName {
    let name: String
    let namespace: String
    let prefix: String?

    /// U+000C, which XML cannot hold, so no namespace can imitate the separator.
    static let separator: UInt8 = 0x0C

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        let parts = bytes.split(separator: Self.separator, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        name = parts.count > 1 ? parts[1] : parts[0]
        namespace = parts.count > 1 ? parts[0] : ""
        prefix = parts.count > 2 ? parts[2] : nil
    }
}

/// Remembers the names seen lately, so that a stanza's names share their texts instead of
/// allocating them again.
///
/// A table of fixed size in which a new name takes the place of another with the same hash: hostile
/// names cost time, never memory.
struct NameCache {
    private struct Entry {
        let key: [UInt8]
        let name: ExpandedName
    }

    private var entries = [Entry?](repeating: nil, count: 256)

    /// The parts of a name that ends in NUL.
    mutating func name(_ text: UnsafePointer<CChar>) -> ExpandedName {
        var hash: UInt32 = 2_166_136_261
        var length = 0
        while text[length] != 0 {
            hash = (hash ^ UInt32(UInt8(bitPattern: text[length]))) &* 16_777_619
            length += 1
        }
        let bytes = UnsafeRawBufferPointer(start: text, count: length).bindMemory(to: UInt8.self)
        let slot = Int((hash ^ (hash >> 16)) & 255)
        if let entry = entries[slot], entry.key.elementsEqual(bytes) { return entry.name }
        let name = ExpandedName(bytes)
        entries[slot] = Entry(key: Array(bytes), name: name)
        return name
    }
}
