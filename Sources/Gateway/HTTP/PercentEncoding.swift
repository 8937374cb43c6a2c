/// The escapes of a URL (RFC 3986 §2.1), read leniently and written strictly.
enum PercentEncoding {
    /// Decodes a path. A `%` without two digits stands for itself, as browsers have it (URL §1.3).
    ///
    /// - Throws: a problem where the bytes are not UTF-8.
    static func decoded(_ text: some StringProtocol) throws(Problem) -> String {
        try decoded(text, spaces: nil)
    }

    /// Decodes a name or a value of a query, where `+` stands for a space too, because
    /// `URLSearchParams` writes it (URL §5.1).
    static func decodedForm(_ text: some StringProtocol) throws(Problem) -> String {
        try decoded(text, spaces: UInt8(ascii: "+"))
    }

    private static func decoded(
        _ text: some StringProtocol, spaces: UInt8?
    ) throws(Problem) -> String {
        let source = Array(text.utf8)
        guard source.contains(where: { $0 == UInt8(ascii: "%") || $0 == spaces }) else {
            return String(text)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.count)
        var index = 0
        while index < source.count {
            if source[index] == UInt8(ascii: "%"), index + 2 < source.count,
                let high = digit(source[index + 1]), let low = digit(source[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(source[index] == spaces ? UInt8(ascii: " ") : source[index])
                index += 1
            }
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else {
            throw .invalidTarget("the escapes in '\(text)' are not UTF-8")
        }
        return decoded
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Escapes everything but the unreserved characters and the slash, so that the result can stand
    /// in a path, a query, a header and a shell's quotes.
    static func encoded(_ text: String) -> String {
        guard !text.utf8.allSatisfy(isPlain) else { return text }
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isPlain(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), hexadecimal(byte >> 4), hexadecimal(byte & 15)]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
