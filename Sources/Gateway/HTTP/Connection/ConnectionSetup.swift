import Glibc
import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOHTTPTypesHTTP1
import NIOHTTPTypesHTTP2
import NIOSSL
import NIOTLS

/// Puts together what a connection consists of: the codecs of its protocol, and the handler of its
/// requests.
struct ConnectionSetup: Sendable {
    let services: RequestHandler.Services
    /// `nil` where connections are not encrypted.
    let certificates: CertificateStore?

    private var limits: HTTPLimits { services.limits }
    /// How long a client may say nothing before its first request: as between two.
    var silenceBeforeRequest: Duration { limits.idleTimeout }

    /// - Parameter foreseen: the answer to the first request of a plain connection, where that is decided.
    func setUp(_ channel: any Channel, foreseen: RouteAnswer? = nil) throws {
        guard let certificates else {
            return try addHTTP1(to: channel, isSecure: false, foreseen: foreseen)
        }
        expectAcknowledgements(on: channel)
        try channel.pipeline.syncOperations.addHandlers(
            NIOSSLServerHandler(context: certificates.context),
            HandshakeDeadline(limits.requestTimeout) { [admission = services.admission] in
                admission.refused(by: .time)
            },
            ApplicationProtocolNegotiationHandler { result, channel in
                channel.eventLoop.makeCompletedFuture {
                    switch result {
                    case .negotiated("h2"): try addHTTP2(to: channel)
                    case .negotiated, .fallback: try addHTTP1(to: channel, isSecure: true)
                    }
                }
            })
    }

    /// A stream is silent for long and a vanished client says nothing: the kernel finds out (tcp(7)).
    private func expectAcknowledgements(on channel: any Channel) {
        guard channel.remoteAddress?.ipAddress != nil else { return }
        let option = ChannelOptions.Types.SocketOption(
            level: .tcp, name: NIOBSDSocket.Option(rawValue: TCP_USER_TIMEOUT))
        let milliseconds = limits.silenceTimeout / .milliseconds(1)
        channel.setOption(option, value: SocketOptionValue(milliseconds)).whenFailure { _ in }
    }

    private func addHTTP1(
        to channel: any Channel, isSecure: Bool, foreseen: RouteAnswer? = nil
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: false, withErrorHandling: false,
            withOutboundHeaderValidation: false, withEncoderConfiguration: .init(),
            withDecoderLimitConfiguration: limits.decoding)
        let heads = HTTP1Heads()
        try pipeline.addHandlers(
            heads, HTTP1ToHTTPServerCodec(secure: isSecure),
            RequestHandler(
                services: services, transport: .http1(heads), isSecure: isSecure,
                foreseen: foreseen))
    }

    /// The library bounds what a client may do to the connection itself: resets, pings, settings,
    /// empty frames, continuations, and what it makes us answer (CVE-2023-44487 and its kin).
    private func addHTTP2(to channel: any Channel) throws {
        var connection = NIOHTTP2Handler.ConnectionConfiguration()
        connection.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: limits.maximumHTTP2Streams),
            // Beyond this the library ends the connection. Up to it, a head that is too long is answered.
            HTTP2Setting(
                parameter: .maxHeaderListSize, value: max(64 * 1024, 2 * limits.maximumHeadBytes)),
        ]
        let pipeline = channel.pipeline.syncOperations
        let management = NIOHTTP2ServerConnectionManagementHandler(
            eventLoop: channel.eventLoop,
            configuration: .init(
                maxIdleTime: TimeAmount(limits.idleTimeout), maxAge: nil, maxGraceTime: nil,
                keepalive: nil))
        let deadline = HTTP2Deadline(
            channel, limits: limits, next: management.http2StreamDelegate)
        let requests = HTTP2Requests(
            on: channel, of: services.connections, places: services.requests)
        try pipeline.addHandlers(
            PlaintextCopy(), FlushHold(carrier: services.carriers.carrier(of: channel.eventLoop)))
        try pipeline.addHandler(PromptSettings())
        _ = try pipeline.configureHTTP2Pipeline(
            mode: .server, connectionConfiguration: connection, streamConfiguration: .init(),
            streamDelegate: deadline
        ) { stream in
            stream.eventLoop.makeCompletedFuture { try addRequest(on: stream, requests) }
        }
        try pipeline.addHandlers(management, HTTP2End(deadline: deadline))
    }

    private func addRequest(on stream: any Channel, _ requests: HTTP2Requests) throws {
        let pipeline = stream.pipeline.syncOperations
        guard requests.begin(on: stream) else {
            services.admission.requestRefused()
            return try pipeline.addHandler(RefusedHTTP2Stream())
        }
        try pipeline.addHandlers(
            HTTP2FramePayloadToHTTPServerCodec(),
            RequestHandler(services: services, transport: .http2(requests), isSecure: true))
    }
}
