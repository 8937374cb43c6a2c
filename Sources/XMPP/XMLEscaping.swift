/// The references that stand for characters which cannot stand for themselves (XML 1.0 §2.4, §2.11,
/// §3.3.3).
enum XMLEscaping {
    /// Where a text is written: a parser treats white space differently in the two places.
    enum Context {
        case text
        case attribute
    }

    /// Appends a text as UTF-8, escaped.
    ///
    /// CR, and in an attribute TAB and LF too, become references because a parser normalises them
    /// away. A character that XML 1.0 cannot hold at all becomes U+FFFD: sent as it is, it would
    /// end the whole stream.
    static func append(_ text: String, in context: Context, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { append($0, in: context, to: &bytes) }
    }

    private static func append(
        _ source: UnsafeBufferPointer<UInt8>, in context: Context, to bytes: inout [UInt8]
    ) {
        var start = 0
        var index = 0
        while index < source.count {
            // Nearly every byte: letters, digits, and every lead byte but the one of
            // U+F000...U+FFFF.
            guard source[index] <= 0x3E || source[index] == 0xEF,
                let (reference, length) = reference(at: index, of: source, in: context)
            else {
                index += 1
                continue
            }
            bytes.append(contentsOf: source[start..<index])
            reference.withUTF8Buffer { bytes.append(contentsOf: $0) }
            index += length
            start = index
        }
        bytes.append(contentsOf: source[start...])
    }

    /// Whether the byte may begin a character that cannot stand for itself: nearly none does.
    @inline(__always)
    private static func mayNeedReference(_ byte: UInt8) -> Bool {
        switch byte {
        case 0..<0x20, UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"),
            UInt8(ascii: "\""), UInt8(ascii: "'"), 0xEF:
            true
        default: false
        }
    }

    /// What replaces the character that begins here, and its length in bytes; `nil` if it may stand
    /// for itself.
    private static func reference(
        at index: Int, of source: UnsafeBufferPointer<UInt8>, in context: Context
    ) -> (StaticString, Int)? {
        switch (source[index], context) {
        case (UInt8(ascii: "&"), _): ("&amp;", 1)
        case (UInt8(ascii: "<"), _): ("&lt;", 1)
        case (UInt8(ascii: ">"), _): ("&gt;", 1)
        case (0x0D, _): ("&#xD;", 1)
        case (UInt8(ascii: "\""), .attribute): ("&quot;", 1)
        case (UInt8(ascii: "'"), .attribute): ("&apos;", 1)
        case (0x09, .attribute): ("&#x9;", 1)
        case (0x0A, .attribute): ("&#xA;", 1)
        case (0x09, .text), (0x0A, .text): nil
        case (0..<0x20, _): ("\u{FFFD}", 1)
        case (0xEF, _) where isNoncharacter(at: index, of: source): ("\u{FFFD}", 3)
        default: nil
        }
    }

    /// Whether U+FFFE or U+FFFF begins here.
    private static func isNoncharacter(
        at index: Int, of source: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        index + 2 < source.count && source[index + 1] == 0xBF && source[index + 2] >= 0xBE
    }
}
