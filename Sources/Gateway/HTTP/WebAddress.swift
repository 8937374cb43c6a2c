/// Where the web comes to: an address that is listened on, and what is spoken there.
public struct WebAddress: Sendable, Hashable {
    /// The first part of a URL.
    public enum Scheme: String, Sendable, Hashable {
        case http, https
    }

    public var scheme: Scheme
    /// With its real port; `nil`: it is no address of a network.
    public var endpoint: Endpoint?

    init(scheme: Scheme, _ address: ListenAddress) {
        self.scheme = scheme
        endpoint = address.endpoint
    }
}
