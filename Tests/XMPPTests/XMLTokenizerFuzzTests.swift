import Seeding
import Testing
import XMPP

/// Documents made by chance: whole ones must survive, broken ones must be refused or read, and
/// never harm.
@Suite struct XMLTokenizerFuzzTests {
    private static let names = ["a", "b", "item", "x-y", "é", "_1"]
    private static let namespaces = ["", "u", "v", "http://example.org/?a=1&b=2"]
    private static let texts = [
        "", "x", "<&>\"'", "\r\n\t", "🎈", "]]>", "long enough for the heap",
    ]

    private func element(
        depth: Int, using numbers: inout SeededGenerator
    ) -> Element {
        func pick<Value>(_ values: [Value]) -> Value {
            values[Int.random(in: 0..<values.count, using: &numbers)]
        }
        var element = Element(pick(Self.names), namespace: pick(Self.namespaces))
        if Bool.random(using: &numbers) { element.prefix = pick(["p", "q"]) }
        for name in Self.names where Int.random(in: 0..<4, using: &numbers) == 0 {
            let namespace = pick(Self.namespaces)
            element.attributes.append(
                Attribute(
                    name: name, namespace: namespace,
                    prefix: namespace.isEmpty ? nil : pick(["p", "q", "r"]),
                    value: pick(Self.texts)))
        }
        for _ in 0..<Int.random(in: 0...(depth > 0 ? 4 : 0), using: &numbers) {
            if Bool.random(using: &numbers) {
                element.children.append(.element(self.element(depth: depth - 1, using: &numbers)))
            } else {
                element.children.append(.text(pick(Self.texts)))
            }
        }
        return element
    }

    /// What an element means: everything but prefixes, declarations, and how its text is cut.
    private func meaning(_ element: Element) -> Element {
        var bare = Element(element.name, namespace: element.namespace)
        bare.attributes = element.attributes.map {
            Attribute(name: $0.name, namespace: $0.namespace, value: $0.value)
        }
        for child in element.children {
            switch (child, bare.children.last) {
            case (.text(""), _): break
            case (.text(let piece), .text(let before)?):
                bare.children[bare.children.count - 1] = .text(before + piece)
            case (.element(let child), _): bare.children.append(.element(meaning(child)))
            default: bare.children.append(child)
            }
        }
        return bare
    }

    private func chunks(of bytes: [UInt8], using numbers: inout SeededGenerator) -> [[UInt8]] {
        var chunks: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let length = Int.random(in: 1...40, using: &numbers)
            chunks.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return chunks
    }

    @Test func `a thousand documents mean the same after writing and reading`() throws {
        var numbers = SeededGenerator(seed: 1)
        for _ in 0..<1000 {
            let original = element(depth: 4, using: &numbers)
            let fragment = XMLFragment(original)
            #expect(meaning(try Element(parsing: fragment.xml)) == meaning(original))
            #expect(fragment.name == original.name)
            #expect(fragment.namespace == original.namespace)
            #expect(fragment.characterData == original.text)
        }
    }

    @Test func `a thousand streams are read alike in chunks of any length`() {
        var numbers = SeededGenerator(seed: 2)
        for _ in 0..<1000 {
            var bytes = Array(streamStart.utf8)
            for _ in 0..<5 {
                XMLWriter.append(
                    element(depth: 3, using: &numbers), to: &bytes, inheriting: Namespaces.component
                )
            }
            let lifetime = Int.random(in: 1...2000, using: &numbers)
            let whole = XMLTokenizer().feed(bytes)
            let cut = XMLTokenizer(parserLifetimeBytes: lifetime)
                .feed(chunks: chunks(of: bytes, using: &numbers))
            #expect(whole.count == 6)
            #expect(whole == cut)
        }
    }

    @Test func `ten thousand broken streams end alike in chunks of any length`() {
        var numbers = SeededGenerator(seed: 3)
        let signs = Array("<>/&;='\"! ?-[]:\0\u{7F}é".utf8) + [0xFF, 0xC0]
        for _ in 0..<10_000 {
            var bytes = Array(streamStart.utf8)
            let start = bytes.count
            XMLWriter.append(
                element(depth: 2, using: &numbers), to: &bytes, inheriting: Namespaces.component)
            for _ in 0..<Int.random(in: 1...3, using: &numbers) {
                let place = Int.random(in: start..<bytes.count, using: &numbers)
                bytes[place] = signs[Int.random(in: 0..<signs.count, using: &numbers)]
            }
            let limits = XMLLimits(maximumBytes: 2000, maximumDepth: 3, maximumAttributes: 5)
            let whole = XMLTokenizer(limits: limits).feed(bytes)
            let cut = XMLTokenizer(limits: limits).feed(chunks: chunks(of: bytes, using: &numbers))
            #expect(whole == cut)
        }
    }
}
