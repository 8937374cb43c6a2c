import XMPP

/// Comparing what was sent with what is written, where `{name}` stands for a value that is not
/// known beforehand.
struct TranscriptBindings {
    private var values: [String: String] = [:]

    /// Puts the values that are known by now into attributes that are only a name in braces.
    func fill(_ element: inout Element) {
        for index in element.attributes.indices {
            if let name = element.attributes[index].value.placeholder, let value = values[name] {
                element.attributes[index].value = value
            }
        }
        for index in element.children.indices {
            guard case .element(var child) = element.children[index] else { continue }
            fill(&child)
            element.children[index] = .element(child)
        }
    }

    /// The first difference, in words; `nil` if there is none.
    mutating func difference(between expected: Element, and actual: Element) -> String? {
        guard expected.name == actual.name, expected.namespace == actual.namespace else {
            return "<\(expected.name) xmlns='\(expected.namespace)'/> is not "
                + "<\(actual.name) xmlns='\(actual.namespace)'/>"
        }
        let isPart = expected.text.contains("{}")
        var names = Set(expected.attributes.map(\.name))
        if !isPart { names.formUnion(actual.attributes.map(\.name)) }
        for name in names.sorted() {
            let (wanted, found) = (expected[attribute: name], actual[attribute: name])
            guard !matches(wanted, found) else { continue }
            return
                "<\(expected.name)/>: \(name) is \(found ?? "missing"), not \(wanted ?? "missing")"
        }
        let (wanted, found) = (expected.elements, actual.elements)
        if isPart { return differenceOfPart(wanted, in: found, of: expected.name) }
        if wanted.isEmpty, found.isEmpty {
            guard matches(expected.text, actual.text) else {
                return "<\(expected.name)/>: '\(actual.text)' is not '\(expected.text)'"
            }
            return nil
        }
        guard wanted.count == found.count else {
            return "<\(expected.name)/> has \(found.count) children, not \(wanted.count)"
        }
        for (one, other) in zip(wanted, found) {
            if let difference = difference(between: one, and: other) { return difference }
        }
        return nil
    }

    /// As `difference`, where others may stand before, between and after those that are written.
    private mutating func differenceOfPart(
        _ wanted: [Element], in found: [Element], of name: String
    ) -> String? {
        var rest = found[...]
        for one in wanted {
            var reasons: [String] = []
            var isFound = false
            while !isFound, let other = rest.popFirst() {
                var attempt = self
                if let difference = attempt.difference(between: one, and: other) {
                    reasons.append(difference)
                } else {
                    self = attempt
                    isFound = true
                }
            }
            guard isFound else {
                return "<\(name)/> lacks \(XMLWriter.string(one)): "
                    + reasons.suffix(3).joined(separator: ", ")
            }
        }
        return nil
    }

    private mutating func matches(_ expected: String?, _ actual: String?) -> Bool {
        guard let expected, let name = expected.placeholder else { return expected == actual }
        guard let actual else { return false }
        if name.isEmpty { return true }
        if let known = values[name] { return known == actual }
        values[name] = actual
        return true
    }
}

extension String {
    /// The name in braces, if the text is nothing else.
    fileprivate var placeholder: String? {
        hasPrefix("{") && hasSuffix("}") && !contains(" ") ? String(dropFirst().dropLast()) : nil
    }
}
