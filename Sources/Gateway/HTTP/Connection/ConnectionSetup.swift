import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// Puts together what a connection consists of: the codecs of its protocol, and the handler of its
/// requests.
struct ConnectionSetup: Sendable {
    let services: RequestHandler.Services

    /// HTTP/1 on a plain socket.
    func addHTTP1(to channel: any Channel) throws {
        var bounds = NIOHTTPDecoderLimitConfiguration()
        bounds.maxHeaderFieldSize = services.limits.maximumHeadBytes
        bounds.maxHeaderListSize = services.limits.maximumHeadBytes
        bounds.maxHeaderFieldCount = 100
        let pipeline = channel.pipeline.syncOperations
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: false, withErrorHandling: false,
            withOutboundHeaderValidation: false, withEncoderConfiguration: .init(),
            withDecoderLimitConfiguration: bounds)
        let heads = HTTP1Heads()
        try pipeline.addHandlers(
            heads, HTTP1ToHTTPServerCodec(secure: false),
            RequestHandler(services: services, transport: .http1(heads), isSecure: false))
    }
}
