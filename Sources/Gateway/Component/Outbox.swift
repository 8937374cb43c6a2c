import NIOCore
import XMPP

/// Serialised stanzas on their way to the system, one after the other.
struct Outbox: Sendable {
    /// How many stanzas wait to be written.
    private(set) var stanzas = 0
    private var waiting: [UInt8] = []
    private var writtenBytes = 0

    /// What the system has not taken yet.
    var bytes: Int { waiting.count + writtenBytes }

    /// Whether the next write is due: there is one at a time, so that whatever comes during it
    /// becomes one more.
    var isWriteDue: Bool { !waiting.isEmpty && writtenBytes == 0 }

    /// Adds a stanza.
    ///
    /// - Returns: its size in bytes.
    @discardableResult
    mutating func append(_ stanza: Element) -> Int {
        let start = waiting.count
        XMLWriter.append(stanza, to: &waiting, inheriting: Namespaces.component)
        stanzas += 1
        return waiting.count - start
    }

    /// Adds what the stream itself has to say.
    mutating func append(_ bytes: [UInt8]) {
        waiting += bytes
    }

    /// Takes the stanza back that was added last.
    mutating func removeLast(bytes: Int) {
        waiting.removeLast(bytes)
        stanzas -= 1
    }

    /// Takes what waits, to be written.
    mutating func take() -> ByteBuffer {
        let bytes = ByteBuffer(bytes: waiting)
        waiting.removeAll(keepingCapacity: waiting.count <= Self.keptBytes)
        stanzas = 0
        writtenBytes += bytes.readableBytes
        return bytes
    }

    /// The system has taken everything that was written.
    mutating func written() {
        writtenBytes = 0
    }

    /// One large backlog does not keep its memory for ever.
    private static let keptBytes = 256 * 1024
}
