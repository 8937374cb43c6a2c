import NIOCore
import PubSub
import XMPP

/// Stanzas on their way to the system, one after the other.
///
/// A stanza is serialised when it is added, a broadcast only as the system takes what was written
/// before: what waits takes the memory of its contents, however many they are for.
struct Outbox: Sendable {
    private enum Piece: Sendable {
        case bytes([UInt8], stanzas: Int)
        case broadcast(Broadcast)
    }

    /// How many stanzas wait to be written.
    private(set) var stanzas = 0
    /// What waits, but for what was added after the last broadcast.
    private var pieces = CircularBuffer<Piece>()
    private var tail: [UInt8] = []
    private var tailStanzas = 0
    private var pieceBytes = 0
    private var writtenBytes = 0
    /// About what the broadcasts still become.
    private var broadcastBytes = 0
    private var audiences = SharedAudiences()

    /// The memory that it takes, what the system has not taken yet included.
    var heldBytes: Int { tail.count + pieceBytes + audiences.bytes + writtenBytes }

    /// About how many bytes the server has yet to take.
    var expectedBytes: Int {
        heldBytes - audiences.bytes + broadcastBytes
    }

    /// Nothing waits to be written.
    var isEmpty: Bool { pieces.isEmpty && tail.isEmpty }

    /// Whether the next write is due: there is one at a time, so that whatever comes during it
    /// becomes one more.
    var isWriteDue: Bool { !isEmpty && writtenBytes == 0 }

    /// Adds a stanza.
    ///
    /// - Returns: its size in bytes.
    @discardableResult
    mutating func append(_ stanza: Element) -> Int {
        let start = tail.count
        XMLWriter.append(stanza, to: &tail, inheriting: Namespaces.component)
        stanzas += 1
        tailStanzas += 1
        return tail.count - start
    }

    /// Adds what the stream itself has to say.
    mutating func append(_ bytes: [UInt8]) {
        tail += bytes
    }

    /// Takes the stanza back that was added last.
    mutating func removeLast(bytes: Int) {
        tail.removeLast(bytes)
        stanzas -= 1
        tailStanzas -= 1
    }

    /// Adds messages to many.
    mutating func append(_ broadcast: Broadcast) {
        if !tail.isEmpty {
            pieces.append(.bytes(tail, stanzas: tailStanzas))
            pieceBytes += tail.count
            (tail, tailStanzas) = ([], 0)
        }
        pieces.append(.broadcast(broadcast))
        stanzas += broadcast.count
        pieceBytes += broadcast.contentBytes
        broadcastBytes += broadcast.expectedBytes
        audiences.add(broadcast.recipients)
    }

    /// Takes what waits, to be written: all of it, or of the broadcasts no more than so many bytes
    /// at once.
    mutating func take(atMost maximumBytes: Int = Self.usualBytes) -> ByteBuffer {
        var bytes: [UInt8] = []
        while bytes.count < maximumBytes, let piece = pieces.first {
            switch piece {
            case .bytes(let waiting, let count):
                pieces.removeFirst()
                bytes += waiting
                pieceBytes -= waiting.count
                stanzas -= count
            case .broadcast(let broadcast):
                write(broadcast, to: &bytes, until: maximumBytes)
            }
        }
        if pieces.isEmpty {
            bytes += tail
            stanzas -= tailStanzas
            tailStanzas = 0
            // One large backlog does not keep its memory for ever.
            tail.removeAll(keepingCapacity: tail.count <= Self.usualBytes)
        }
        writtenBytes += bytes.count
        return ByteBuffer(bytes: bytes)
    }

    /// Writes of the first piece.
    private mutating func write(
        _ broadcast: Broadcast, to bytes: inout [UInt8], until maximumBytes: Int
    ) {
        var rest = broadcast
        rest.write(to: &bytes, until: maximumBytes)
        stanzas -= broadcast.count - rest.count
        broadcastBytes -= broadcast.expectedBytes - rest.expectedBytes
        guard rest.count == 0 else {
            pieces[pieces.startIndex] = .broadcast(rest)
            return
        }
        pieces.removeFirst()
        pieceBytes -= broadcast.contentBytes
        audiences.remove(broadcast.recipients)
    }

    /// The system has taken everything that was written.
    mutating func written() {
        writtenBytes = 0
    }

    private static let usualBytes = 256 * 1024
}
