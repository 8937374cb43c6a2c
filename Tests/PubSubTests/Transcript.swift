import XMPP

/// A conversation with the service, as a protocol author writes it:
///
///     # XEP-0060 §7.1: a publisher publishes, a subscriber is told
///     service pubsub.example.org
///     admin romeo@example.org
///
///     romeo@example.org/orchard sends:
///     <iq type='set' id='1'>…</iq>
///
///     romeo@example.org/orchard receives:
///     <iq type='result' id='1'>…</iq>
///
/// Blank lines part the steps. `receives nothing` says that by now nothing more was sent. `from`
/// and `to` are filled in: who sends does so to the service, who receives does so from it, and in the
/// order that is written where several are for one address. `{…}` as
/// the whole value of an attribute or text stands for any value, the same wherever the same name
/// stands in the braces; `{}` for any. An element with `{}` among its text may have more attributes
/// and children than are written.
struct Transcript {
    /// One step, with the line where it begins.
    struct Step {
        enum Direction { case sends, receives, receivesNothing }

        var line: Int
        var entity: String
        var direction: Direction
        var stanza: Element
    }

    /// Why a transcript cannot be read.
    struct Defect: Error, CustomStringConvertible {
        var line: Int
        var reason: String
        var description: String { "line \(line): \(reason)" }
    }

    /// The words before the first step: `admin JID`, `create anyone`, `autocreate publish` and so
    /// on.
    var settings: [[String]] = []
    var steps: [Step] = []

    init(_ text: String) throws {
        var lines = Array(
            text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        )
        .filter { !$0.element.hasPrefix("#") }[...]
        while let (number, line) = lines.popFirst() {
            let words = line.split(separator: " ").map(String.init)
            guard let first = words.first else { continue }
            if words.count == 3, words[1...] == ["receives", "nothing"] {
                steps.append(
                    Step(
                        line: number + 1, entity: first, direction: .receivesNothing,
                        stanza: Element("nothing", namespace: "")))
            } else if let direction = Self.direction(words) {
                var xml = ""
                while let next = lines.first, !next.element.allSatisfy(\.isWhitespace) {
                    xml += next.element + "\n"
                    lines.removeFirst()
                }
                steps.append(
                    Step(
                        line: number + 1, entity: first, direction: direction,
                        stanza: try Self.stanza(xml, line: number + 2)))
            } else if steps.isEmpty {
                settings.append(words)
            } else {
                throw Defect(line: number + 1, reason: "'\(line)' is no step")
            }
        }
    }

    private static func direction(_ words: [String]) -> Step.Direction? {
        guard words.count == 2 else { return nil }
        return switch words[1] {
        case "sends:": .sends
        case "receives:": .receives
        default: nil
        }
    }

    private static func stanza(_ xml: String, line: Int) throws -> Element {
        do {
            let wrapped = "<stream xmlns='\(Namespaces.component)'>\(xml)</stream>"
            guard let stanza = try Element(parsing: wrapped).elements.first else {
                throw Defect(line: line, reason: "a stanza is missing")
            }
            return stanza
        } catch let error as XMLError {
            throw Defect(line: line, reason: "\(error)")
        }
    }
}
