extension SettingsReader {
    /// Makes a problem of each key of the file that nothing asked for: most likely it is misspelt,
    /// and what it was meant to set would silently keep its default.
    mutating func rejectUnknownKeys() {
        let known = knownKeys
        for key in unknownKeys {
            reject(key, "is not a setting" + Self.hint(for: key, known: known))
        }
    }

    /// What was asked, and what would have been asked of a service.
    private var knownKeys: [String] {
        var probe = self
        _ = Settings.Service(from: &probe, at: "services.0")
        _ = Settings.TokenKey.keys(from: &probe, at: "tokens.keys.0")
        return Set(probe.askedKeys).sorted()
    }

    private static func hint(for key: String, known: [String]) -> String {
        let names = key.split(separator: ".")
        if names.first == "services", names.count == 1 || Int(names[1]) == nil {
            return "; services are a list, begin each with '- host: ...'"
        }
        let beneath = known.filter { $0.hasPrefix("\(key).") }
        if !beneath.isEmpty {
            return "; it has settings beneath it: \(beneath.joined(separator: ", "))"
        }
        let sections = Set(known.compactMap { $0.split(separator: ".").first.map(String.init) })
        let nearest = (known + sections.sorted())
            .map { (key: $0, distance: distance(from: key, to: $0)) }
            .min { $0.distance < $1.distance }
        if let nearest, nearest.distance <= 2 { return "; did you mean \(nearest.key)?" }
        if let same = known.first(where: { $0.split(separator: ".").last == names.last }) {
            return "; did you mean \(same)?"
        }
        let parent = names.dropLast().joined(separator: ".") + "."
        let siblings = known.filter { $0.hasPrefix(parent) }
        return
            "; there are \((siblings.isEmpty ? sections.sorted() : siblings).joined(separator: ", "))"
    }

    /// Levenshtein's distance: how many characters to insert, delete or replace.
    private static func distance(from first: String, to second: String) -> Int {
        let second = Array(second)
        var row = Array(0...second.count)
        for (index, character) in first.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in second.indices {
                let replaced = diagonal + (second[column] == character ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
            }
        }
        return row[second.count]
    }
}
