import Gateway

/// What to try first, printed when Sluice runs without an XMPP server.
struct Banner: CustomStringConvertible {
    /// The URLs of the listeners, without a path.
    private let bases: [String]
    /// The folder of the data.
    private let data: String

    /// - Parameter addresses: where the listeners are bound; `nil` where none is on a network.
    init?(_ addresses: [WebAddress], data: String) {
        bases = addresses.compactMap { address in
            guard var reachable = address.endpoint else { return nil }
            // A listener on all addresses is reached under the machine's own name.
            if ["0.0.0.0", "::"].contains(reachable.host) { reachable.host = "localhost" }
            return "\(address.scheme.rawValue)://\(reachable)"
        }
        self.data = data
        guard !bases.isEmpty else { return nil }
    }

    var description: String {
        """
        Sluice is running, and keeps its data in \(data).

          Watch it live:   \(list("/#mynode"))
          Its stream:      \(list("/eventsource/mynode"))

        Publish to it:

          \(publish)

        Follow it from any page:

          new EventSource("\(bases[0])/eventsource/mynode").onmessage = event => console.log(event.data)


        """
    }

    /// A path at each listener, one below the other.
    private func list(_ path: String) -> String {
        bases.map { $0 + path }.joined(separator: "\n                   ")
    }

    /// One line, to be pasted.
    private var publish: String {
        let authorization = "Authorization: Bearer $(cat \(PublishToken.word(inFolder: data)))"
        return
            #"curl -H "\#(authorization)" --json '{"hello": "world"}' \#(bases[0])/publish/mynode"#
    }
}
