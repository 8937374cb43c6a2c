import EventSourceClient
import NIOSSL

/// Trusts what an authority of one's own has signed, and what the system trusts.
func trusting(authority file: String) -> EventSource.Configuration {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.additionalTrustRoots = [.file(file)]
    var configuration = EventSource.Configuration()
    configuration.tlsConfiguration = tls
    return configuration
}
