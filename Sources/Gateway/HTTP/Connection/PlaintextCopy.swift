import NIOCore

/// Between TLS and HTTP/2: passes what comes on in buffers that are as large as it is.
///
/// The codec of HTTP/2 keeps the buffer of the last bytes. The library for TLS reads into one of 32 KB again and
/// again; where somebody keeps it, it copies the whole buffer for the next bytes, and both stay, touched from
/// end to end, as long as the connection is silent.
final class PlaintextCopy: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        context.fireChannelRead(wrapInboundOut(context.channel.allocator.buffer(buffer: bytes)))
    }
}

@available(*, unavailable)
extension PlaintextCopy: Sendable {}
