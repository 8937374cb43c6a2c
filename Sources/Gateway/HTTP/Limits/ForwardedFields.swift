/// `X-Forwarded-For`: addresses in the order in which they were added, with commas. There is no
/// specification; ports and brackets occur.
enum XForwardedFor {
    /// The clients of one field; `nil` for one that is no address.
    static func hops(_ text: String) -> [NetworkAddress?] {
        text.split(separator: ",", omittingEmptySubsequences: false).map {
            NetworkAddress(node: $0.trimmingBlanks)
        }
    }
}

/// `Forwarded` (RFC 7239 §4): elements with commas, of pairs with semicolons, whose values may be quoted.
enum Forwarded {
    /// The clients of one field; `nil` for one that is no address.
    ///
    /// - Returns: `nil` where the field is not well-formed: then nothing in it can be relied on.
    static func hops(_ text: String) -> [NetworkAddress?]? {
        var rest = text.trimmingBlanks
        var hops: [NetworkAddress?] = []
        while true {
            guard let element = element(&rest) else { return nil }
            hops.append(element.client.flatMap { NetworkAddress(node: $0[...]) })
            guard element.isFollowed else { return hops }
        }
    }

    private struct Element {
        var client: String?
        /// A comma comes after it.
        var isFollowed: Bool
    }

    /// Reads to the next comma that is not quoted, or to the end.
    private static func element(_ rest: inout Substring) -> Element? {
        var client: String?
        while true {
            guard let (name, value) = pair(&rest) else { return nil }
            if name.lowercased() == "for" {
                // Said twice, it may be read as the one or the other (§4).
                guard client == nil else { return nil }
                client = value
            }
            rest = rest.drop { $0 == " " || $0 == "\t" }
            guard let mark = rest.popFirst() else {
                return Element(client: client, isFollowed: false)
            }
            rest = rest.drop { $0 == " " || $0 == "\t" }
            switch mark {
            case ";": continue
            case ",": return Element(client: client, isFollowed: true)
            default: return nil
            }
        }
    }

    private static func pair(_ rest: inout Substring) -> (name: Substring, value: String)? {
        let name = rest.prefix(while: isTokenCharacter)
        rest = rest.dropFirst(name.count)
        guard !name.isEmpty, rest.popFirst() == "=" else { return nil }
        if rest.first == "\"" {
            return quoted(&rest).map { (name, $0) }
        }
        let value = rest.prefix(while: isTokenCharacter)
        rest = rest.dropFirst(value.count)
        return value.isEmpty ? nil : (name, String(value))
    }

    /// RFC 9110 §5.6.4.
    private static func quoted(_ rest: inout Substring) -> String? {
        rest = rest.dropFirst()
        var value = ""
        while let character = rest.popFirst() {
            switch character {
            case "\"": return value
            case "\\":
                guard let escaped = rest.popFirst() else { return nil }
                value.append(escaped)
            default: value.append(character)
            }
        }
        return nil
    }

    /// RFC 9110 §5.6.2; and the colon, which nodes with a port have though they should be quoted.
    private static func isTokenCharacter(_ character: Character) -> Bool {
        guard let value = character.asciiValue else { return false }
        switch value {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            return true
        default:
            return "!#$%&'*+-.^_`|~:".contains(character)
        }
    }
}

extension NetworkAddress {
    /// Reads `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` and `[2001:db8::1]:80`; `nil` for
    /// everything else, `unknown` and `_hidden` of RFC 7239 §6 among it.
    fileprivate init?(node text: Substring) {
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]"),
                Self.isPort(text[text.index(after: end)...]),
                let address = NetworkAddress(text[text.index(after: text.startIndex)..<end]),
                text[..<end].contains(":")
            else { return nil }
            self = address
        } else if text.filter({ $0 == ":" }).count == 1, let colon = text.firstIndex(of: ":") {
            guard Self.isPort(text[colon...]), let address = NetworkAddress(text[..<colon]) else {
                return nil
            }
            self = address
        } else {
            self.init(text)
        }
    }

    /// Nothing, or a colon and a number; of RFC 7239 also an obfuscated name.
    private static func isPort(_ text: Substring) -> Bool {
        guard !text.isEmpty else { return true }
        let name = text.dropFirst()
        guard text.first == ":", !name.isEmpty else { return false }
        return UInt16(name) != nil && name.first != "+" || name.first == "_"
    }
}
