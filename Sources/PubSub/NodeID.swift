public import XMPP

/// The name of a node, unique within its service (XEP-0060 §4.6.1): its bytes count, see
/// `ExactText`.
public struct NodeID: ExactText, ExpressibleByStringInterpolation {
    /// The name as it was written.
    public let description: String

    /// Takes a text for the name of a node.
    public init(_ text: String) {
        description = text
    }

    public init(stringLiteral text: String) {
        self.init(text)
    }
}
