import Foundation
import Yams

/// `sluice.yaml`, flattened: a dotted key for every value, with the line where it stands.
///
/// Lists of maps count from 0 (`services.0.host`). A list of plain values is one value, and each of
/// its elements has a key as well (`services.0.admins.1`), so that an error can name its line.
struct ConfigurationFile: Sendable {
    /// As the operator wrote it.
    let path: String
    /// The keys of single values and of lists of them, as they follow in the file.
    private(set) var keys: [String] = []
    /// The keys that have nothing after them, as they follow in the file.
    private(set) var emptyKeys: [String] = []
    /// What is wrong with the file whatever the keys mean.
    private(set) var problems: [ConfigurationProblem] = []
    private var texts: [String: String] = [:]
    private var lists: [String: [String]] = [:]
    private var lines: [String: Int] = [:]

    /// - Throws: One problem, where the file cannot be read or is not YAML.
    init(path: String) throws(ConfigurationProblem) {
        let yaml: String
        do {
            yaml = try String(contentsOf: URL(filePath: path), encoding: .utf8)
        } catch {
            let exists = FileManager.default.fileExists(atPath: path)
            throw ConfigurationProblem(
                place: path,
                explanation: exists
                    ? "cannot be read; it must be a text file in UTF-8 that this user may read"
                    : "there is no such file")
        }
        try self.init(yaml: yaml, path: path)
    }

    /// - Throws: One problem, where the text is not YAML.
    init(yaml: String, path: String) throws(ConfigurationProblem) {
        self.path = path
        do {
            guard let root = try Yams.compose(yaml: yaml) else { return }
            guard case .mapping = root else {
                throw ConfigurationProblem(
                    place: path, explanation: "is not a map; write lines like 'data: ./sluice-data'"
                )
            }
            flatten(root, key: "", line: nil)
        } catch let problem as ConfigurationProblem {
            throw problem
        } catch {
            throw ConfigurationProblem(yaml: error, text: yaml, path: path)
        }
    }

    /// A single value.
    func text(of key: String) -> String? { texts[key] }

    /// A list of values; a single value is a list of one.
    func list(of key: String) -> [String]? { lists[key] ?? texts[key].map { [$0] } }

    /// `sluice.yaml:7: services.0.host`, with the line of the key, or of the map that lacks it.
    func place(of key: String) -> String {
        var known = key[...]
        while lines[String(known)] == nil, let dot = known.lastIndex(of: ".") {
            known = known[..<dot]
        }
        return lines[String(known)].map { "\(path):\($0): \(key)" } ?? "\(path): \(key)"
    }

    /// The services that it lists.
    var serviceIndexes: Set<Int> {
        Set(
            lines.keys.filter { $0.hasPrefix("services.") }
                .compactMap { Int($0.dropFirst("services.".count).prefix { $0 != "." }) })
    }

    /// A secret that everybody on the machine can read; nil: none.
    var warning: String? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        let permissions = (attributes?[.posixPermissions] as? NSNumber)?.intValue ?? 0
        guard permissions & 0o004 != 0, keys.contains(where: Settings.isSecret) else { return nil }
        return "\(path) holds a secret and everybody can read it; chmod 640 \(path)"
    }

    private mutating func flatten(_ node: Node, key: String, line: Int?) {
        lines[key] = line
        switch node {
        case .scalar(let scalar):
            guard scalar.style != .plain || !["", "~", "null"].contains(scalar.string) else {
                return emptyKeys.append(key)
            }
            keys.append(key)
            texts[key] = scalar.string
        case .sequence(let elements) where elements.allSatisfy { $0.scalar != nil }:
            keys.append(key)
            lists[key] = elements.compactMap(\.scalar?.string)
            for (index, element) in elements.enumerated() {
                texts["\(key).\(index)"] = element.scalar?.string
                lines["\(key).\(index)"] = element.mark?.line
            }
        case .sequence(let elements):
            for (index, element) in elements.enumerated() {
                flatten(element, key: "\(key).\(index)", line: element.mark?.line)
            }
        case .mapping(let pairs):
            if pairs.isEmpty, !key.isEmpty { emptyKeys.append(key) }
            for (name, value) in pairs {
                let key = key.isEmpty ? name.string ?? "?" : "\(key).\(name.string ?? "?")"
                flatten(value, key: key, line: name.mark?.line)
            }
        case .alias:
            reject(key, "is an alias; write the value itself")
        }
    }

    private mutating func reject(_ key: String, _ explanation: String) {
        problems.append(ConfigurationProblem(place: place(of: key), explanation: explanation))
    }
}

extension ConfigurationProblem {
    /// A YAML error without the excerpt of the file that Yams adds: the excerpt may be a secret.
    fileprivate init(yaml error: any Error, text: String, path: String) {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _),
            YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            let indent = lines.dropFirst(mark.line - 1).first?.prefix { $0 == " " || $0 == "\t" }
            self.init(
                place: "\(path):\(mark.line)",
                explanation: indent?.contains("\t") == true
                    ? "is indented with a tab, which YAML does not take; use spaces"
                    : "is not YAML: \(problem) (column \(mark.column))")
        case YamlError.duplicatedKeysInMapping(let names, let context):
            self.init(
                place: "\(path):\(context.mark.line)",
                explanation: "the same map has '\(names.joined(separator: "', '"))' twice; keep one"
            )
        default:
            self.init(place: path, explanation: "is not YAML")
        }
    }
}
