import PubSub
import Testing
import XMPP

@testable import Fanout

@Suite("A buffer of frames")
struct FrameBufferTests {
    /// Entries 2, 4, 6, 8 of three bytes each; the one at 6 ends streams.
    private static var buffer: FrameBuffer {
        var buffer = FrameBuffer(start: 1.position)
        for position in [2, 4, 6, 8] {
            let frame = [UInt8](repeating: UInt8(position), count: 3)
            buffer.append(frame, at: position.position)
            if position == 6 { buffer.mark(.nodeDeleted("a"), at: position.position) }
        }
        return buffer
    }

    @Test("The place after a position is where the next frame begins")
    func offsets() {
        let buffer = Self.buffer
        let offsets = (1...9).map { buffer.offset(after: $0.position) }
        #expect(offsets == [0, 3, 3, 6, 6, 9, 9, 12, 12])
    }

    @Test("An offset tells the last frame that was begun, and where it ends")
    func places() {
        let places = (0...12).map { Self.buffer.place(of: UInt64($0)) }
        #expect(places.map(\.cursor.rawValue) == [1, 2, 2, 2, 4, 4, 4, 6, 6, 6, 8, 8, 8])
        #expect(places.map(\.frameEnd) == [0, 3, 3, 3, 6, 6, 6, 9, 9, 9, 12, 12, 12])
    }

    @Test("Who was let in before an end reads up to it, who came later reads on")
    func endings() {
        let buffer = Self.buffer
        #expect(buffer.stretch(from: 0, openedAt: 5.position) == (9, .deleted))
        #expect(buffer.stretch(from: 8, openedAt: 5.position) == (9, .deleted))
        #expect(buffer.stretch(from: 9, openedAt: 5.position) == (12, nil))
        #expect(buffer.stretch(from: 0, openedAt: 6.position) == (12, nil))
    }

    @Test("A mark without a frame stays as long as what is before it is not all there is")
    func marks() throws {
        var buffer = Self.buffer
        let change = Change.affiliationSet("a", try JID("juliet@example.org"), .none)
        buffer.mark(change, at: 9.position)
        #expect(buffer.last == 9.position)
        buffer.drop(before: 12)
        #expect(buffer.marks.map(\.position) == [9.position])
        #expect(buffer.start == 8.position)
        buffer.dropAll()
        #expect(buffer.marks.isEmpty)
        #expect(buffer.start == 9.position)
    }

    @Test("Dropped frames leave every later offset as it was")
    func dropping() {
        for kept in 0...12 {
            var buffer = Self.buffer
            buffer.drop(before: buffer.base(keeping: kept))
            #expect(buffer.end == 12)
            #expect(buffer.bytes.count == kept / 3 * 3)
            #expect(buffer.start.rawValue == [8, 6, 4, 2, 1][kept / 3])
            #expect(buffer.offset(after: 8.position) == 12)
            #expect(buffer.marks.isEmpty == (kept < 6))
        }
        var buffer = Self.buffer
        buffer.dropAll()
        #expect(buffer.base == 12)
        #expect(buffer.start == 8.position)
        buffer.append([1], at: 9.position)
        #expect(buffer.slice(12..<13) == [1])
    }
}
