/// The `Cookie` field (RFC 6265 §5.4).
enum Cookies {
    /// The value of the first cookie with a name.
    static func value(of name: String, in field: String) -> Substring? {
        for pair in field.split(separator: ";") {
            let pair = pair.drop { $0 == " " }
            guard let mark = pair.firstIndex(of: "=") else { continue }
            if pair[..<mark] == name { return pair[pair.index(after: mark)...] }
        }
        return nil
    }
}
