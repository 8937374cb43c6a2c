/// Who asks, and whether it may: what every request is looked at for.
struct Clients: Sendable {
    var proxies = TrustedProxies()
    var admission = Admission()

    /// The client of a request; `nil` where it has no address.
    func address(of request: IncomingRequest) -> NetworkAddress? {
        proxies.client(peer: request.peer, fields: request.fields)
    }
}
