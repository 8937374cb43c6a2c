/// The `Cookie` field (RFC 6265 §5.4).
enum Cookies {
    /// The value of the first cookie with a name.
    static func value(of name: String, in field: String) -> Substring? {
        for pair in field.split(separator: ";") {
            let pair = pair.drop { $0 == " " }
            guard let mark = pair.firstIndex(of: "=") else { continue }
            if pair[..<mark] == name { return unquoted(pair[pair.index(after: mark)...]) }
        }
        return nil
    }

    /// Some frameworks write a value in quotes (RFC 6265 §4.1.1).
    private static func unquoted(_ value: Substring) -> Substring {
        guard value.utf8.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") else {
            return value
        }
        return value.dropFirst().dropLast()
    }
}
