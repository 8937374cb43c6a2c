import NIOCore
import NIOHTTP1

/// Remembers what HTTP/1 alone says in the head of a request, and what the types that HTTP/1 and
/// HTTP/2 share have no place for.
final class HTTP1Heads: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    /// The client of the last request understands chunks (RFC 9112 §7.1).
    private(set) var knowsChunks = true
    /// After the last request the client wants the connection to go on (RFC 9112 §9.3).
    private(set) var isKeepAlive = true

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data) {
            knowsChunks = head.version != .http1_0 && head.version.major > 0
            isKeepAlive = head.isKeepAlive
        }
        context.fireChannelRead(data)
    }
}

@available(*, unavailable)
extension HTTP1Heads: Sendable {}
