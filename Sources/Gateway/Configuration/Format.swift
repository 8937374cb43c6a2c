/// How the text of a configuration value becomes a value.
struct Format<Value>: Sendable {
    /// - Throws: What would be right.
    let parse: @Sendable (String) throws(Misfit) -> Value

    init(_ parse: @escaping @Sendable (String) throws(Misfit) -> Value) {
        self.parse = parse
    }

    /// - Parameter reason: What to say where `parse` gives nil.
    init(or reason: String, _ parse: @escaping @Sendable (String) -> Value?) {
        self.init { text throws(Misfit) in
            guard let value = parse(text) else { throw Misfit(reason) }
            return value
        }
    }
}

/// Why a text doesn't fit: the end of a sentence that begins with the text.
struct Misfit: Error {
    var reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}

extension Format where Value: RawRepresentable<String> & CaseIterable & Sendable {
    /// One of the names that the type has.
    static var name: Format {
        let names = Value.allCases.map { "'\($0.rawValue)'" }
        return Format(or: "is not one of \(names.joined(separator: ", "))") {
            Value(rawValue: $0)
        }
    }
}

extension Format<Bool> {
    /// `true` or `false`, and YAML's older words for them.
    static let flag = Format(or: "is neither 'true' nor 'false'") { text in
        switch text.lowercased() {
        case "true", "yes", "on": true
        case "false", "no", "off": false
        default: nil
        }
    }
}

extension Format<Int> {
    /// A whole number, which may be grouped as in `1_000_000`.
    static func count(_ range: ClosedRange<Int>) -> Format {
        Format(or: "is not a whole number from \(range.lowerBound) to \(range.upperBound)") {
            Int($0.filter { $0 != "_" }).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}
