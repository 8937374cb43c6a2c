extension XMLEscaping {
    /// Undoes `append(_:in:to:)`: it knows the references that are written there, and leaves
    /// anything else as it is.
    static func unescaped(_ source: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        guard source.contains(UInt8(ascii: "&")) else {
            return String(decoding: source, as: UTF8.self)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.count)
        var rest = source
        while let ampersand = rest.firstIndex(of: UInt8(ascii: "&")) {
            bytes.append(contentsOf: rest[..<ampersand])
            rest = rest[ampersand...]
            if let (reference, byte) = references.first(where: { rest.starts(with: $0.0.utf8) }) {
                bytes.append(byte)
                rest = rest.dropFirst(reference.utf8.count)
            } else {
                bytes.append(UInt8(ascii: "&"))
                rest = rest.dropFirst()
            }
        }
        bytes.append(contentsOf: rest)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let references: [(String, UInt8)] = [
        ("&amp;", UInt8(ascii: "&")), ("&lt;", UInt8(ascii: "<")), ("&gt;", UInt8(ascii: ">")),
        ("&#xD;", 0x0D), ("&#x9;", 0x09), ("&#xA;", 0x0A),
        ("&quot;", UInt8(ascii: "\"")), ("&apos;", UInt8(ascii: "'")),
    ]
}
