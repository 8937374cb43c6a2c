import Foundation

/// Where a stream is: a node of a server, or any address.
struct StreamAddress {
    let url: String

    /// - Parameters:
    ///   - target: a node, or an address. Without a scheme it is one where it goes on behind the host as a stream's.
    ///   - server: where a node is; without a scheme by HTTP.
    ///   - items: how many of the newest items the stream is to begin with.
    init(_ target: String, server: String, items: Int?) {
        var url = target
        if target.contains(#/^[^/?#\s]+/eventsource[/?]/#) {
            url = Self.withScheme(target)
        } else if !target.contains("://") {
            let node = target.addingPercentEncoding(withAllowedCharacters: .unreserved) ?? target
            let server = Self.withScheme(server)
            url =
                (server.hasSuffix("/") ? String(server.dropLast()) : server) + "/eventsource/"
                + node
        }
        if let items { url += (url.contains("?") ? "&" : "?") + "items=\(items)" }
        self.url = url
    }

    private static func withScheme(_ address: String) -> String {
        address.contains("://") ? address : "http://" + address
    }
}

extension CharacterSet {
    /// What a path holds without an escape, whatever reads it (RFC 3986 §2.3).
    fileprivate static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}
