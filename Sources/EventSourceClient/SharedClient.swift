import AsyncHTTPClient
import NIOCore

extension EventSource.Configuration {
    /// Who makes the connections.
    var client: HTTPClient { httpClient ?? .forEventSources }
}

extension HTTPClient {
    /// Lives as long as the process, so that nobody has to shut it down.
    fileprivate static let forEventSources: HTTPClient = {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .follow(max: 20, allowCycles: false),
            timeout: .init(connect: .seconds(10)))
        // A stream occupies its connection for good: with the usual limit the ninth would hang.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 100_000
        // When to try again is the source's to decide.
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(configuration: configuration)
    }()
}
