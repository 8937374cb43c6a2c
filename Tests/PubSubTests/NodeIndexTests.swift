import Seeding
import Testing

@testable import PubSub

@Suite("NodeIndex", .serialized)
struct NodeIndexTests {
    @Test("Names stand in order, each once, whatever comes and goes", arguments: 0..<4)
    func order(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var index = NodeIndex()
        var model: [NodeID: Bool] = [:]
        for _ in 0..<4000 {
            let id: NodeID = "\(generator.next() % 1500)"
            if generator.chance(in: 3) {
                index.remove(id)
                model[id] = nil
            } else {
                let isClosed = generator.chance(in: 2)
                index.set(id, isClosed: isClosed)
                model[id] = isClosed
            }
        }
        #expect(index.lines.map(\.id) == model.keys.sorted())
        #expect(index.lines.allSatisfy { model[$0.id] == $0.isClosed })
    }
}
