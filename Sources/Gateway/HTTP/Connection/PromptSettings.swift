import NIOCore

/// Has the HTTP/2 library go by our settings from the first request on.
///
/// It goes by them when the client acknowledges them (RFC 9113 §6.5.3), and until then by bounds of its own:
/// a client's first requests are under way before it has read ours, and a head that is too long among them
/// would end the connection, where a later one is answered. Ours allow more than the library's, so that no
/// client can be wronged: the acknowledgement is given in its place as soon as its own settings have come, and
/// its own is taken out. Then this has done its work and leaves.
final class PromptSettings: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private var machine = AcknowledgementMachine()

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = machine.take(unwrapInboundIn(data))
        if bytes.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(bytes)) }
        guard machine.isOver else { return }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }
}

@available(*, unavailable)
extension PromptSettings: Sendable {}

/// Brings an acknowledgement forward, in bytes that come in whatever pieces.
///
/// It knows of frames what it must: their length, and which ones are settings (RFC 9113 §4.1, §6.5).
struct AcknowledgementMachine {
    /// A frame of settings without any that says they were taken.
    static let acknowledgement: [UInt8] = [0, 0, 0, 4, 1, 0, 0, 0, 0]
    /// What a client begins with (RFC 9113 §3.4).
    private static let prefaceBytes = 24
    private static let headBytes = 9
    private static let settings: UInt8 = 4

    /// The client has said it.
    private(set) var isOver = false
    /// Of what is passed on as it is.
    private var rest = AcknowledgementMachine.prefaceBytes
    /// The client's settings are what is passed on.
    private var isInSettings = false
    private var isGiven = false
    /// Less than a frame's head.
    private var begun = ByteBuffer()

    /// - Returns: what is to be passed on.
    mutating func take(_ bytes: ByteBuffer) -> ByteBuffer {
        guard !isOver else { return bytes }
        var (input, output) = (bytes, ByteBuffer())
        if begun.readableBytes > 0 {
            begun.writeBuffer(&input)
            swap(&begun, &input)
            begun = ByteBuffer()
        }
        while !isOver, pass(&input, to: &output) {}
        if isOver { output.writeBuffer(&input) } else { begun = input }
        return output
    }

    /// `false`: nothing more can be said of what there is.
    private mutating func pass(_ input: inout ByteBuffer, to output: inout ByteBuffer) -> Bool {
        if rest > 0 {
            let count = min(rest, input.readableBytes)
            guard count > 0, var part = input.readSlice(length: count) else { return false }
            output.writeBuffer(&part)
            rest -= count
            if rest == 0, isInSettings { give(to: &output) }
            return true
        }
        guard let head = input.getBytes(at: input.readerIndex, length: Self.headBytes) else {
            return false
        }
        if head == Self.acknowledgement, isGiven {
            input.moveReaderIndex(forwardBy: Self.headBytes)
            isOver = true
            return true
        }
        let length = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
        rest = Self.headBytes + length
        isInSettings = !isGiven && head[3] == Self.settings && head[4] & 1 == 0
        return true
    }

    private mutating func give(to output: inout ByteBuffer) {
        isInSettings = false
        isGiven = true
        output.writeBytes(Self.acknowledgement)
    }
}
