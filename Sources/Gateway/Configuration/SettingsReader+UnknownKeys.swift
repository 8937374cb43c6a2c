extension SettingsReader {
    /// Makes a problem of each key of the file that nothing asked for: most likely it is misspelt,
    /// and what it was meant to set would silently keep its default.
    mutating func rejectUnknownKeys() {
        let known = knownKeys
        for key in emptyKeys {
            let isSetting = known.contains(key)
            reject(
                key,
                isSetting || known.contains { $0.hasPrefix("\(key).") }
                    ? "is empty; give it \(isSetting ? "a value" : "values") or take the line out"
                    : "is not a setting" + Self.hint(for: key, known: known))
        }
        for key in unknownKeys {
            reject(key, "is not a setting" + Self.hint(for: key, known: known))
        }
    }

    /// The same for variables that could be settings.
    mutating func rejectUnknownVariables(_ variables: EnvironmentVariables) {
        let known = knownKeys.map(EnvironmentVariables.name(of:))
        for name in variables.unknown(among: known) {
            let nearest = Self.nearest(to: name, among: known)
            reject(
                place: name,
                "is in the environment, and sets nothing; "
                    + (nearest.map { "did you mean \($0)?" } ?? "take it out"))
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
        if let nearest = nearest(to: key, among: known + sections.sorted()) {
            return "; did you mean \(nearest)?"
        }
        if let same = known.first(where: { $0.split(separator: ".").last == names.last }) {
            return "; did you mean \(same)?"
        }
        let parent = names.dropLast().joined(separator: ".") + "."
        let siblings = known.filter { $0.hasPrefix(parent) }
        return
            "; there are \((siblings.isEmpty ? sections.sorted() : siblings).joined(separator: ", "))"
    }

    /// What is likely meant, if anything.
    private static func nearest(to name: String, among known: [String]) -> String? {
        let nearest = known.map { (name: $0, distance: distance(from: name, to: $0)) }
            .min { $0.distance < $1.distance }
        return nearest.flatMap { $0.distance <= 2 ? $0.name : nil }
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
