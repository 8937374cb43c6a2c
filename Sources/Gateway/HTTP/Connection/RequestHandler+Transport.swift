import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1
import NIOHTTPTypesHTTP2

/// What a request comes by.
extension RequestHandler {
    enum Transport {
        /// A connection, with one request after the other.
        case http1(HTTP1Heads)
        /// One stream of a connection, with one request.
        case http2(HTTP2Requests)
    }
}

extension RequestHandler.Transport {
    /// The last answer of a connection says that it is. Over HTTP/2 it must not (RFC 9113 §8.2.2).
    var namesItsEnd: Bool {
        switch self {
        case .http1: true
        case .http2: false
        }
    }

    /// Has the decoder of HTTP/1 take what has come for all that will. It reports a head that is begun, as an
    /// error, and the end of what comes as an event.
    func endInput(of pipeline: ChannelPipeline.SynchronousOperations) {
        typealias Decoder = ByteToMessageHandler<HTTPRequestDecoder>
        guard case .http1 = self, let context = try? pipeline.context(handlerType: Decoder.self),
            let decoder = context.handler as? Decoder
        else { return }
        decoder.userInboundEventTriggered(context: context, event: ChannelEvent.inputClosed)
    }

    /// What a stream does not need. It may be taken out between two messages.
    func codecs(
        of pipeline: ChannelPipeline.SynchronousOperations
    ) throws -> [any RemovableChannelHandler] {
        switch self {
        case .http1(let heads):
            [
                heads, try pipeline.handler(type: HTTP1ToHTTPServerCodec.self),
                try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self),
                try pipeline.handler(type: HTTPResponseEncoder.self),
            ]
        case .http2:
            [try pipeline.handler(type: HTTP2FramePayloadToHTTPServerCodec.self)]
        }
    }
}
