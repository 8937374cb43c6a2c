import Foundation

/// Where a stream is: a node of a server, or any address.
struct StreamAddress {
    let url: String

    /// - Parameters:
    ///   - target: a node, or an address with a scheme.
    ///   - server: where a node is.
    ///   - items: how many of the newest items the stream is to begin with.
    init(_ target: String, server: String, items: Int?) {
        var url = target
        if !target.contains("://") {
            let node = target.addingPercentEncoding(withAllowedCharacters: .unreserved) ?? target
            url =
                (server.hasSuffix("/") ? String(server.dropLast()) : server) + "/eventsource/"
                + node
        }
        if let items { url += (url.contains("?") ? "&" : "?") + "items=\(items)" }
        self.url = url
    }
}

extension CharacterSet {
    /// What a path holds without an escape, whatever reads it (RFC 3986 §2.3).
    fileprivate static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}
