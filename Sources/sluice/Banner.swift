import Gateway

/// What to try first, printed when Sluice runs without an XMPP server.
struct Banner: CustomStringConvertible {
    /// Where the listener is bound.
    var listen: Endpoint
    /// The folder of the data.
    var data: String

    var description: String {
        let node = "\(base)/eventsource/mynode"
        return """
            Sluice is running, and keeps its data in \(data).

              Watch it live:   \(base)/#mynode
              Its stream:      \(node)

            Publish to it:

              \(publish)

            Follow it from any page:

              new EventSource("\(node)").onmessage = event => console.log(event.data)


            """
    }

    /// One line, to be pasted.
    private var publish: String {
        let authorization = "Authorization: Bearer $(cat \(token))"
        return #"curl -H "\#(authorization)" --json '{"hello": "world"}' \#(base)/publish/mynode"#
    }

    /// A listener on all addresses is reached under the machine's own name.
    private var base: String {
        var reachable = listen
        if ["0.0.0.0", "::"].contains(listen.host) { reachable.host = "localhost" }
        return "http://\(reachable)"
    }

    /// The token's file, quoted where a shell would not take it for one word.
    private var token: String {
        let path = "\(data)/publish-token"
        let isPlain = path.allSatisfy { $0.isLetter || $0.isNumber || "/._-".contains($0) }
        return isPlain ? path : "'\(path.replacing("'", with: #"'\''"#))'"
    }
}
