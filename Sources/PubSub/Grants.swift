/// What a token entitles its bearer to, beyond what affiliations give. Only an outcast gains nothing by
/// it: an owner can shut out whoever has a token, at once.
public struct Grants: Sendable, Hashable {
    /// The nodes that may be read, whatever their access model.
    public var read: [NodePattern]
    /// The nodes that may be published to, whatever their publish model.
    public var publish: [NodePattern]

    /// Makes grants; by default of nothing.
    public init(read: [NodePattern] = [], publish: [NodePattern] = []) {
        self.read = read
        self.publish = publish
    }

    func allowReading(_ node: NodeID) -> Bool {
        read.contains { $0.matches(node) }
    }

    func allowPublishing(to node: NodeID) -> Bool {
        publish.contains { $0.matches(node) }
    }
}
