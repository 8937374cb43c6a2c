import NIOCore
import NIOEmbedded
import NIOHPACK
import NIOHTTP2
import Testing

@testable import Gateway

/// Our settings hold for a client's first request.
@Suite struct PromptSettingsTests {
    private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
    private static let settings: [UInt8] = [0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0]
    private static let ping: [UInt8] = [0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]
    private static let given = AcknowledgementMachine.acknowledgement

    private static let sent =
        preface + settings + ping + settings + given + ping + given
    /// The first acknowledgement comes behind the first settings; of later ones nothing is known.
    private static let passed = preface + settings + given + ping + settings + ping + given

    @Test(arguments: [1, 2, 3, 5, 9, 24, 25, 1000])
    func `The acknowledgement comes forward, in pieces of every size, and all else stays`(
        size: Int
    ) {
        var machine = AcknowledgementMachine()
        var passed: [UInt8] = []
        var rest = Self.sent[...]
        while !rest.isEmpty {
            passed += machine.take(ByteBuffer(bytes: rest.prefix(size))).readableBytesView
            rest = rest.dropFirst(size)
        }
        #expect(passed == Self.passed)
        #expect(machine.isOver)
    }

    @Test func `A client that acknowledges nothing is passed on as it is`() {
        var machine = AcknowledgementMachine()
        let sent = Self.preface + Self.ping + Self.ping
        #expect(Array(machine.take(ByteBuffer(bytes: sent)).readableBytesView) == sent)
        #expect(!machine.isOver)
    }
}
