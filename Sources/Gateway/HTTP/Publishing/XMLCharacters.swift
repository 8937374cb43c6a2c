/// The characters that an XML document cannot carry, not even escaped (XML 1.0 §2.2): nothing that
/// contains one can become an item.
enum XMLCharacters {
    /// A character that XML cannot carry, and where it stands.
    struct Fault: Error, Hashable {
        var scalar: Unicode.Scalar
        /// Counts bytes from 0.
        var offset: Int

        /// For instance `U+0007`.
        var name: String {
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        }
    }

    /// - Throws: the first character that XML cannot carry.
    static func check(_ text: String) throws(Fault) {
        var text = text
        if let fault = text.withUTF8(firstFault) { throw fault }
    }

    private static func firstFault(in bytes: UnsafeBufferPointer<UInt8>) -> Fault? {
        for (offset, byte) in bytes.enumerated() {
            switch byte {
            case 0x09, 0x0A, 0x0D: continue
            case 0..<0x20: return Fault(scalar: Unicode.Scalar(byte), offset: offset)
            case 0xEF where offset + 2 < bytes.count && bytes[offset + 1] == 0xBF:
                // U+FFFE and U+FFFF are EF BF BE and EF BF BF in UTF-8.
                if bytes[offset + 2] == 0xBE { return Fault(scalar: "\u{FFFE}", offset: offset) }
                if bytes[offset + 2] == 0xBF { return Fault(scalar: "\u{FFFF}", offset: offset) }
            default: continue
            }
        }
        return nil
    }
}
