import PubSub
import Synchronization
import Testing

@testable import Fanout

@Suite("Accounts of readers", .serialized)
struct AccountTests {
    private final class Returned: Sendable {
        private let accounts = Mutex<[Int32]>([])

        var sorted: [Int32] { accounts.withLock { $0.sorted() } }

        func add(_ new: [Int32]) {
            accounts.withLock { $0 += new }
        }
    }

    private func attach(_ peer: Peer, _ account: Int32?, to node: NodeID = "a", _ hub: Hub) {
        hub.attach(
            Reader(
                descriptor: peer.hubDescriptor, selection: .nodes(node), cursor: .start,
                openedAt: .start, preamble: [], account: account))
    }

    @Test("A reader who has everything is 48 bytes, its account among them")
    func size() {
        #expect(MemoryLayout<Seat>.stride == 48)
    }

    @Test("Every reader's account is given back once, however it ends")
    func once() async throws {
        let journal = JournalDouble()
        let returned = Returned()
        let hub = Hub(epoch: "e", head: .start, replay: journal.replay) { returned.add($0) }
        let peers = (0..<6).map { _ in Peer() }
        for (index, peer) in peers.enumerated() {
            attach(peer, index == 5 ? nil : Int32(index), to: index < 2 ? "a" : "b", hub)
        }
        #expect(await hub.waits { $0.readers == 6 })
        peers[2].close()
        #expect(await hub.waits { $0.ended.byClient == 1 })
        hub.publish(journal.append([.nodeDeleted("a")]))
        #expect(await hub.waits { $0.ended.byNode == 2 })
        #expect(returned.sorted == [0, 1, 2])
        await hub.shutDown()
        attach(Peer(), 9, hub)
        #expect(returned.sorted == [0, 1, 2, 3, 4, 9])
    }
}
