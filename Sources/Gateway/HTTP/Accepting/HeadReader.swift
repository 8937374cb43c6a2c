import Fanout
import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Reads the head of a request for a stream from bytes that nobody has taken yet, with the codecs of every
/// other connection (`ConnectionSetup`): there is one opinion on what a request means.
///
/// It reads requests that are plain and whole. Of everything else it says nothing. It belongs to the thread
/// that uses it first.
final class HeadReader {
    /// What was read.
    struct Head {
        var request: IncomingRequest
        var framing: Framing
        var count: Int
    }

    private let limits: HTTPLimits
    private var conversation: Conversation?

    /// How the target of a request begins that is worth reading; what it means, the routes say.
    private static let beginning = Array("GET \(StreamRoute.prefix)".utf8)
    private static let ending = Array("\r\n\r\n".utf8)

    init(limits: HTTPLimits) {
        self.limits = limits
    }

    /// - Parameter bytes: all that a connection has sent so far.
    /// - Returns: `nil` where they are anything but one request, whole and without a body, for what may be
    ///   a stream.
    func read(_ bytes: UnsafeRawBufferPointer, from peer: NetworkAddress?) -> Head? {
        guard bytes.starts(with: Self.beginning),
            bytes.suffix(Self.ending.count).elementsEqual(Self.ending),
            let conversation = conversation ?? (try? Conversation(limits))
        else { return nil }
        self.conversation = nil
        guard let head = conversation.head(of: bytes) else { return nil }
        // After a last request the decoder takes no other.
        if conversation.heads.isKeepAlive { self.conversation = conversation }
        return Head(
            request: IncomingRequest(
                head, host: conversation.heads.host, peer: peer, isSecure: false),
            framing: conversation.heads.knowsChunks ? .chunked : .none, count: bytes.count)
    }
}

extension HeadReader {
    /// The codecs of a connection without the connection. One request after the other goes through, whoever
    /// they are from, as long as each is whole.
    private final class Conversation {
        let heads = HTTP1Heads()
        private let channel = EmbeddedChannel()
        private let parts = Parts()

        init(_ limits: HTTPLimits) throws {
            let decoder = HTTPRequestDecoder(
                leftOverBytesStrategy: .dropBytes, limitConfiguration: limits.decoding)
            try channel.pipeline.syncOperations.addHandlers(
                ByteToMessageHandler(decoder), heads, HTTP1ToHTTPServerCodec(secure: false), parts)
        }

        /// Fields by which a client wants more than an answer.
        private static let unusual: [HTTPField.Name] = [
            .contentLength, .transferEncoding, .expect, .upgrade,
        ]

        /// A channel and its pipeline hold each other until it is closed.
        deinit { _ = try? channel.finish(acceptAlreadyClosed: true) }

        /// `nil`: they are no request, or not just one; then nothing more may come after them.
        func head(of bytes: UnsafeRawBufferPointer) -> HTTPRequest? {
            parts.read = []
            guard (try? channel.writeInbound(ByteBuffer(bytes: bytes))) != nil,
                parts.read.count == 2, case .head(let head) = parts.read[0],
                case .end(nil) = parts.read[1],
                !Self.unusual.contains(where: { head.headerFields[$0] != nil })
            else { return nil }
            return head
        }
    }

    /// The end of the codecs' pipeline.
    private final class Parts: ChannelInboundHandler {
        typealias InboundIn = HTTPRequestPart

        var read: [HTTPRequestPart] = []

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            read.append(unwrapInboundIn(data))
        }
    }
}
