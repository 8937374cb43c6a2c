/// Lists of texts in one column, each as `length:text,` with its length in UTF-8 bytes: whatever
/// an item's id contains, it comes back.
enum Netstrings {
    /// The list as one text; `nil` for none.
    static func joined(_ texts: [String]) -> String? {
        guard !texts.isEmpty else { return nil }
        var list = ""
        for text in texts {
            list += String(text.utf8.count)
            list += ":"
            list += text
            list += ","
        }
        return list
    }

    /// - Throws: `DamagedRow` where the text is no such list.
    static func split(_ list: String?) throws(DamagedRow) -> [String] {
        guard let list else { return [] }
        var rest = Array(list.utf8)[...]
        var texts: [String] = []
        while !rest.isEmpty {
            guard let colon = rest.firstIndex(of: UInt8(ascii: ":")),
                let length = Int(String(decoding: rest[..<colon], as: UTF8.self)), length >= 0,
                rest.endIndex - colon > length + 1,
                rest[colon + 1 + length] == UInt8(ascii: ",")
            else { throw DamagedRow(detail: "a list of items that is cut short") }
            texts.append(String(decoding: rest[(colon + 1)..<(colon + 1 + length)], as: UTF8.self))
            rest = rest[(colon + 2 + length)...]
        }
        return texts
    }
}
