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
    /// The host that the last request is for: the codec behind this keeps one field of several, and not what
    /// an absolute target says.
    private(set) var host: Result<String?, RequestAuthority.Fault> = .success(nil)

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data) {
            knowsChunks = head.version != .http1_0 && head.version.major > 0
            isKeepAlive = head.isKeepAlive
            host = Self.host(of: head)
        }
        context.fireChannelRead(data)
    }

    private static func host(
        of head: HTTPRequestHead
    ) -> Result<String?, RequestAuthority.Fault> {
        Result { () throws(RequestAuthority.Fault) in
            try RequestAuthority.http1(
                target: head.uri, hosts: head.headers["Host"],
                isRequired: head.version != .http1_0 && head.version.major > 0)
        }
    }
}

@available(*, unavailable)
extension HTTP1Heads: Sendable {}
