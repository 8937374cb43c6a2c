extension Element {
    /// Reads a document of exactly one element.
    ///
    /// What a stream refuses is refused here too: document types, entities, comments, processing
    /// instructions.
    /// - Throws: `XMLError`, whose description may be shown to the sender.
    public init(parsing xml: String, limits: XMLLimits = XMLLimits()) throws(XMLError) {
        // Nothing is looked at that is over the limit anyway, and expat takes no more than 2 GiB at
        // once.
        guard xml.utf8.count <= min(limits.maximumBytes, Int(Int32.max)) else {
            throw .tooBig(limit: limits.maximumBytes)
        }
        let parser = ExpatParser(reading: .document, limits: limits)
        var xml = xml
        xml.withUTF8 { _ = parser.parse(UnsafeRawBufferPointer($0), isFinal: true) }
        if let failure = parser.failure { throw failure }
        var events: [XMLTokenizer.Event] = []
        parser.moveEvents(to: &events)
        guard case .element(let element)? = events.first else {
            throw .notWellFormed(line: 1, reason: "no element found")
        }
        self = element
    }
}
