import PubSub

/// What a ticket is good for: whoever reads one in a log gets no more than the page that asked for it.
struct TicketPurpose: Sendable, Hashable {
    var service: String
    var nodes: Set<NodeID>

    init(service: String, nodes: [NodeID]) {
        self.service = service
        self.nodes = Set(nodes)
    }
}
