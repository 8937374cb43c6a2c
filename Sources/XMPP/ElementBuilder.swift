/// Makes elements of start tags, texts and end tags.
struct ElementBuilder {
    /// The elements whose end tag has not come, outermost first.
    private var open: [Element] = []
    /// The text since the last tag: it comes in pieces, wherever a reference or the end of a chunk
    /// cuts it.
    private var text: [UInt8] = []

    /// How many elements are open.
    var depth: Int { open.count }

    /// Begins an element.
    mutating func start(_ element: Element) {
        flushText()
        open.append(element)
    }

    /// Adds a piece of text to the innermost element.
    mutating func append(_ piece: UnsafeRawBufferPointer) {
        text.append(contentsOf: piece)
    }

    /// Ends the innermost element; gives it back if it was the outermost too.
    mutating func end() -> Element? {
        flushText()
        guard let element = open.popLast() else { return nil }
        if open.isEmpty { return element }
        open[open.count - 1].children.append(.element(element))
        return nil
    }

    private mutating func flushText() {
        guard !text.isEmpty else { return }
        if !open.isEmpty {
            open[open.count - 1].children.append(.text(String(decoding: text, as: UTF8.self)))
        }
        text.removeAll(keepingCapacity: text.capacity <= Self.keptCapacity)
    }

    /// One large item does not make the buffer large for ever.
    private static let keptCapacity = 64 * 1024
}
