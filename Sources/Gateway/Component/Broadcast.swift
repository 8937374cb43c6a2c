import PubSub
import XMPP

/// One notification on its way to many: each message of it is serialised once, but for the address
/// of its recipient, which is added when the message is written.
///
/// What it holds is its contents and its recipients, never one times the other: a service may tell
/// very many of something large.
struct Broadcast: Sendable {
    /// The node that it is about.
    let node: NodeID
    let recipients: [JID]
    /// It tells of a subscription that changed at the start, because the settings are others than
    /// before: it waits for the first link.
    let awaitsFirstLink: Bool
    /// Each message after `opening` and the recipient.
    private var endings: [[UInt8]]
    /// How many messages have been written: the first one to everybody, then the second.
    private var written = 0

    private static let opening = Array("<message to=\"".utf8)
    /// What the longest address takes: three parts of 1023 bytes, of which only the last may have
    /// characters to escape, each as six bytes.
    private static let maximumAddressBytes = 2 * 1024 + 6 * 1023
    /// What an address takes as a rule.
    private static let usualAddressBytes = 48

    /// - Parameters:
    ///   - sender: the service's JID.
    ///   - publications: the entry of a last item.
    init(_ notification: Notification, from sender: JID, publications: [Position: Entry]) {
        node = notification.node
        recipients = notification.recipients
        awaitsFirstLink = if case .subscription = notification.event { true } else { false }
        endings = notification.contents(from: sender, publications: publications).map { message in
            var bytes = [UInt8(ascii: "\"")]
            let start = bytes.count
            XMLWriter.append(message.element, to: &bytes, inheriting: Namespaces.component)
            bytes.removeSubrange(start..<start + "<message".utf8.count)
            return bytes
        }
    }

    /// How many messages are still to be written.
    var count: Int { endings.count * recipients.count - written }

    /// What its contents take in memory, its recipients aside.
    var contentBytes: Int { endings.reduce(0) { $0 + $1.count } }

    /// About how many bytes are still to be written.
    var expectedBytes: Int {
        guard !recipients.isEmpty else { return 0 }
        let (message, recipient) = written.quotientAndRemainder(dividingBy: recipients.count)
        let whole = endings[message...].reduce(0) {
            $0 + (Self.opening.count + Self.usualAddressBytes + $1.count) * recipients.count
        }
        guard message < endings.count else { return 0 }
        return whole
            - (Self.opening.count + Self.usualAddressBytes + endings[message].count) * recipient
    }

    /// Leaves messages out that would be larger than this, whoever receives them.
    ///
    /// - Returns: the size of the largest that is left out, and how many messages these are in all.
    mutating func removeMessages(over maximumBytes: Int) -> (bytes: Int, count: Int)? {
        let size = { (ending: [UInt8]) in
            Self.opening.count + Self.maximumAddressBytes + ending.count
        }
        let before = endings
        endings.removeAll { size($0) > maximumBytes }
        guard let largest = before.map(size).max(), largest > maximumBytes else { return nil }
        return (largest, (before.count - endings.count) * recipients.count)
    }

    /// Writes messages until there are so many bytes, and goes on there the next time.
    mutating func write(to bytes: inout [UInt8], until maximumBytes: Int) {
        while count > 0, bytes.count < maximumBytes {
            let (message, recipient) = written.quotientAndRemainder(dividingBy: recipients.count)
            bytes += Self.opening
            XMLWriter.appendAttributeValue(recipients[recipient].description, to: &bytes)
            bytes += endings[message]
            written += 1
        }
    }
}
