import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// A connection that the front has accepted: Hummingbird's HTTP/1 channel under our
/// watch, with the publish lane before it.
struct HTTPConnection: ServerChildChannel {
    private let http: HTTP1Channel
    private let limits: HTTPLimits
    private let publishing: PublishRoute

    /// - Parameter responder: answers what is not publishing.
    init(
        limits: HTTPLimits, publishing: PublishRoute, responder: @escaping HTTP1Channel.Responder
    ) {
        self.limits = limits
        self.publishing = publishing
        http = HTTP1Channel(
            responder: responder,
            configuration: .init(
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: limits.maximumHeadBytes,
                    maxHeaderListSize: limits.maximumHeadBytes, maxHeaderFieldCount: 100)))
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        http.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandlers(
                [RequestWatch(limits: limits), PublishLane(route: publishing)],
                position: .after(decoder))
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await http.handle(value: value, logger: logger)
    }
}
