public import XMPP

/// The name of an item, unique within its node (XEP-0060 §4.6.2): its bytes count, see
/// `ExactText`.
public struct ItemID: ExactText, ExpressibleByStringInterpolation {
    /// The name as it was written.
    public let description: String

    /// Takes a text for the name of an item.
    public init(_ text: String) {
        description = text
    }

    public init(stringLiteral text: String) {
        self.init(text)
    }
}
