import XMPP

/// A text of the database by which something is remembered: its bytes count, see `ExactText`.
struct StoredText: ExactText {
    let description: String
}
