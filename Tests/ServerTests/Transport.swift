import AsyncHTTPClient
import Certificates
import NIOCore
import NIOSSL

/// The kinds of connections by which a client can come.
enum Transport: String, Sendable, CaseIterable {
    /// HTTP/1.1; its sockets become the hub's own.
    case plain
    /// HTTP/1.1 over TLS: NIO carries what the hub has for it.
    case encrypted
    /// HTTP/2 over TLS; all its clients share one connection, and lose it together.
    case http2

    /// Who makes the connections; they live as long as the process.
    var client: HTTPClient {
        switch self {
        case .plain: Self.plainClient
        case .encrypted: Self.encryptedClient
        case .http2: Self.http2Client
        }
    }

    private static let plainClient = makeClient(.http1Only)
    private static let encryptedClient = makeClient(.http1Only)
    private static let http2Client = makeClient(.automatic)

    private static func makeClient(
        _ version: HTTPClient.Configuration.HTTPVersion
    ) -> HTTPClient {
        var tls = TLSConfiguration.makeClientConfiguration()
        // The certificate is for a name, the address is a number.
        tls.certificateVerification = .noHostnameVerification
        let certificate = Array(LocalhostCertificate.certificate.utf8)
        tls.trustRoots = .certificates(
            (try? NIOSSLCertificate.fromPEMBytes(certificate)) ?? [])
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, timeout: .init(connect: .seconds(5)))
        configuration.httpVersion = version
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1000
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(configuration: configuration)
    }
}

/// Where the server is found, through proxies that cut.
struct Doors: Sendable {
    var plain: Int
    var encrypted: Int

    /// The beginning of URLs.
    func base(_ transport: Transport) -> String {
        transport == .plain ? "http://127.0.0.1:\(plain)" : "https://127.0.0.1:\(encrypted)"
    }
}
