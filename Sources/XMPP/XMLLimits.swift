/// How much XML a peer may make us hold at once.
public struct XMLLimits: Sendable, Hashable {
    /// The most bytes of one stanza, or of one whole document.
    public var maximumBytes: Int
    /// The most elements that are open at once, the stanza itself being the first.
    public var maximumDepth: Int
    /// The most attributes and namespace declarations of one element.
    public var maximumAttributes: Int

    /// Makes limits; the defaults let every stanza pass that Prosody lets pass to a component (512
    /// KiB).
    public init(
        maximumBytes: Int = 512 * 1024, maximumDepth: Int = 128, maximumAttributes: Int = 256
    ) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
        self.maximumAttributes = maximumAttributes
    }
}
