/// What one client follows, by which connections, and what it shows.
struct Plan: Sendable {
    /// How it reads.
    enum Way: Sendable {
        case stream
        /// Again and again, each response to its end.
        case poll
    }

    /// How it shows its token, a new one for each connection.
    enum Proof: Sendable {
        case nothing
        case bearer(Person)
        case cookie(Person)
        case ticket(Person)
    }

    var nodes: Set<String>
    /// How many items it asks for at the beginning.
    var items: Int
    var way = Way.stream
    var transport = Transport.plain
    var proof = Proof.nothing
    /// Whom the access model of a node lets in and shuts out again; `nil`: it is always let in.
    var right: Right?
    /// It must get nothing, ever.
    var isShutOut = false
}

/// Whom a token names.
enum Person: String, Sendable, CaseIterable {
    /// A member of the closed node, now and then.
    case romeo
    /// Her token grants the closed node.
    case juliet
    /// No right of anybody's.
    case tybalt
}

extension Plan {
    /// The node that members may read.
    static let closed = "closed"
    /// The node that is open to all, now and then.
    static let changing = "changing"
    /// Nodes that are always open.
    static let open = ["a", "b", "c"]

    /// One client of each kind there is: each way in, over each kind of connection.
    static func all(membership: Right, openness: Right, nobody: Right) -> [Plan] {
        [
            Plan(nodes: ["a"], items: 0),
            Plan(nodes: ["b"], items: 7),
            Plan(nodes: ["a", "b"], items: 3),
            Plan(nodes: ["c"], items: 4, way: .poll),
            Plan(nodes: ["a", "c"], items: 2, way: .poll, transport: .encrypted),
            Plan(nodes: ["b", "c"], items: 1, way: .poll, transport: .http2),
            Plan(nodes: ["c"], items: 12, transport: .encrypted),
            Plan(nodes: ["a"], items: 5, transport: .http2),
            Plan(nodes: ["a", "b", "c"], items: 20, transport: .http2),
            Plan(nodes: [changing], items: 3, right: openness),
            Plan(nodes: [changing, "a"], items: 6, transport: .http2, right: openness),
            Plan(nodes: [changing], items: 2, way: .poll, right: openness),
            Plan(nodes: [closed], items: 4, proof: .bearer(.romeo), right: membership),
            Plan(
                nodes: [closed, "b"], items: 8, transport: .http2, proof: .bearer(.romeo),
                right: membership),
            Plan(
                nodes: [closed], items: 1, transport: .encrypted, proof: .cookie(.romeo),
                right: membership),
            Plan(nodes: [closed, "c"], items: 5, proof: .ticket(.romeo), right: membership),
            Plan(
                nodes: [closed], items: 3, way: .poll, proof: .bearer(.romeo), right: membership),
            Plan(nodes: [closed], items: 9, transport: .http2, proof: .ticket(.juliet)),
            Plan(nodes: [closed, changing], items: 2, proof: .cookie(.juliet)),
            Plan(
                nodes: [closed, "a"], items: 3, proof: .bearer(.tybalt), right: nobody,
                isShutOut: true),
        ]
    }
}
