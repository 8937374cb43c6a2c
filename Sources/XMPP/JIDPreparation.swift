import CStringprep

/// Prepares the parts of an address: nodeprep, nameprep with IDNA, resourceprep.
///
/// Source: RFC 6122 §2, with the lengths and the trailing dot of RFC 7622 §3.
enum JIDPreparation {
    static let maximumPartBytes = 1023

    static func local(_ text: String) throws(JIDError) -> String {
        if isPlain(text) { return text }
        return try prepare(text, as: .local, with: cstringprep_nodeprep)
    }

    static func resource(_ text: String) throws(JIDError) -> String {
        if isPlain(text) { return text }
        return try prepare(text, as: .resource, with: cstringprep_resourceprep)
    }

    static func domain(_ text: String) throws(JIDError) -> String {
        let text =
            text.utf8.last == UInt8(ascii: ".")
            ? String(Substring(text.utf8.dropLast())) : text
        if isPlain(text), isHostName(text), !needsDecoding(text) { return text }
        if text.utf8.first == UInt8(ascii: "[") { return try addressLiteral(text) }
        var prepared = try prepare(text, as: .domain, with: cstringprep_nameprep)
        if needsDecoding(prepared) {
            prepared = try prepare(
                decodingLabels(prepared), as: .domain, with: cstringprep_nameprep)
        }
        // NFKC makes `@`, `/` and spaces out of other characters: what counts is what came out.
        guard isHostName(prepared), isEncodable(prepared) else {
            throw .forbiddenCharacters(.domain)
        }
        return prepared
    }

    /// Whether preparation would change nothing: short, and only lower-case letters, digits, `-`,
    /// `.` and `_`.
    private static func isPlain(_ text: String) -> Bool {
        guard (1...maximumPartBytes).contains(text.utf8.count) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }

    private static func prepare(
        _ text: String, as part: JIDError.Part,
        with profile: (UnsafeMutablePointer<CChar>?, Int) -> Int32
    ) throws(JIDError) -> String {
        guard !text.isEmpty else { throw .empty(part) }
        guard text.utf8.count <= maximumPartBytes else { throw .tooLong(part) }
        // A C text would end there and the rest would be ignored.
        guard !text.utf8.contains(0) else { throw .forbiddenCharacters(part) }
        var buffer = [CChar](repeating: 0, count: maximumPartBytes + 1)
        for (index, byte) in text.utf8.enumerated() { buffer[index] = CChar(bitPattern: byte) }
        switch buffer.withUnsafeMutableBufferPointer({ profile($0.baseAddress, $0.count) }) {
        case Int32(STRINGPREP_OK.rawValue): break
        case Int32(STRINGPREP_TOO_SMALL_BUFFER.rawValue): throw .tooLong(part)
        default: throw .forbiddenCharacters(part)
        }
        let prepared = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        guard !prepared.isEmpty else { throw .empty(part) }
        return String(decoding: prepared, as: UTF8.self)
    }
}

// Hosts: a name of labels, or an address literal.
extension JIDPreparation {
    /// Whether no label is empty and the ASCII characters are those of host names; `_` is let pass,
    /// as servers do.
    private static func isHostName(_ text: String) -> Bool {
        var isLabelEmpty = true
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "."):
                if isLabelEmpty { return false }
                isLabelEmpty = true
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "_"), 0x80...:
                isLabelEmpty = false
            default: return false
            }
        }
        return !isLabelEmpty
    }

    /// Whether there may be labels in Punycode, which all hold two hyphens in a row, or dots of
    /// other scripts.
    private static func needsDecoding(_ text: String) -> Bool {
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte >= 0x80 || (byte == UInt8(ascii: "-") && previous == byte) { return true }
            previous = byte
        }
        return false
    }

    private static func isASCII(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 < 0x80 }
    }

    /// The labels parted by plain dots, those in Punycode as the characters they mean (RFC 7622
    /// §3.2).
    private static func decodingLabels(_ text: String) throws(JIDError) -> String {
        var output: UnsafeMutablePointer<CChar>?
        let status = idna_to_unicode_8z8z(text, &output, Int32(IDNA_ALLOW_UNASSIGNED.rawValue))
        defer { idn_free(output) }
        guard status == Int32(IDNA_SUCCESS.rawValue), let output else {
            throw .forbiddenCharacters(.domain)
        }
        return String(cString: output)
    }

    /// Whether the DNS could hold the name; only one with characters beyond ASCII needs to be
    /// asked.
    private static func isEncodable(_ text: String) -> Bool {
        if isASCII(text) { return true }
        var output: UnsafeMutablePointer<CChar>?
        let status = idna_to_ascii_8z(text, &output, Int32(IDNA_ALLOW_UNASSIGNED.rawValue))
        defer { idn_free(output) }
        return status == Int32(IDNA_SUCCESS.rawValue)
    }

    /// An IPv6 address in brackets (RFC 3986 §3.2.2), in lower case.
    private static func addressLiteral(_ text: String) throws(JIDError) -> String {
        let address = text.lowercased()
        let inner = address.dropFirst().dropLast()
        guard address.hasSuffix("]"), (2...45).contains(inner.utf8.count), inner.contains(":"),
            inner.utf8.allSatisfy({ isAddressByte($0) })
        else { throw .forbiddenCharacters(.domain) }
        return address
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: ":"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
