/// Names of nodes: `*` stands for any text, an empty one and slashes included, everything else for
/// itself.
public struct NodePattern: Sendable, Hashable {
    /// What stands between the asterisks: at least one piece.
    private let pieces: [[UInt8]]

    /// - Parameter text: for instance `news/*`.
    public init(_ text: String) {
        pieces = text.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
            .map(Array.init)
    }

    /// Whether it stands for the node. Takes the time of the name's length times the pattern's at most.
    public func matches(_ node: NodeID) -> Bool {
        var rest = Array(node.description.utf8)[...]
        guard let first = pieces.first, let last = pieces.last, rest.starts(with: first) else {
            return false
        }
        guard pieces.count > 1 else { return rest.count == first.count }
        rest = rest.dropFirst(first.count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let found = rest.firstRange(of: piece) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
    }
}
