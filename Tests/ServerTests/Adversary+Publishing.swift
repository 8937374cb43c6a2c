import PubSub
import Seeding

@testable import Gateway

/// The publishers: one a node, who publish and take back.
extension Adversary {
    static let nodes = Plan.open + [Plan.closed, Plan.changing]

    /// Makes the nodes, each with an item that stays.
    func makeNodes() async throws {
        for node in Self.nodes {
            let model = node == Plan.closed ? "whitelist" : "open"
            _ = try await submit(.create(NodeID(node), configuration: .accessModel(model)))
            try await publish("\(node)-first", "first", to: node)
        }
        _ = try await submit(.setMember(true))
    }

    func publish(random: SeededGenerator) async throws {
        var random = random
        try await withThrowingTaskGroup(of: Void.self) { publishers in
            for node in Self.nodes {
                let own = random.fork()
                publishers.addTask { try await self.publish(to: node, random: own) }
            }
            try await publishers.waitForAll()
        }
        history.close()
    }

    private func publish(to node: String, random: SeededGenerator) async throws {
        var random = random
        var items: [String] = []
        for number in 0..<Self.itemsPerNode {
            let item = "\(node)\(number)"
            let size = random.pick([10, 300, 3000, 20_000])
            try await publish(item, "\(item) \(String(repeating: "x", count: size))", to: node)
            items.append(item)
            if random.chance(in: 8) {
                items.shuffle(using: &random)
                let taken = items.removeLast()
                let position = try await submit(
                    .retract(NodeID(node), [ItemID(taken)], notify: .configured))
                history.record(
                    .init(position: position, node: node, item: taken, kind: .retracted))
            }
            if random.chance(in: 3) {
                try await Task.sleep(for: .microseconds(Int.random(in: 0...5000, using: &random)))
            }
        }
    }

    func publish(_ item: String, _ text: String, to node: String) async throws {
        let payload = try PublishBody.payload(text, type: "text/plain")
        let draft = ItemDraft(id: ItemID(item), payloads: payload.map { [$0] } ?? [])
        let position = try await submit(.publish(NodeID(node), [draft], options: nil))
        history.record(.init(position: position, node: node, item: item, kind: .published(text)))
    }
}
