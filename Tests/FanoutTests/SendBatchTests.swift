import EventStream
import Glibc
import PubSub
import Testing

@testable import Fanout

/// What holds in the same way whether the kernel takes sends together or one by one. Where it does not
/// allow the former, both are the latter.
@Suite("Sends that leave together", .serialized)
struct SendBatchTests {
    /// What a socket has for its reader, as far as it has come.
    private static func received(_ descriptor: Int32) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
            count = max(
                0, recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT)))
        }
    }

    /// Sends the same bytes to all, and returns what came of each.
    private static func send(
        _ bytes: [UInt8], to descriptors: [Int32], by batch: inout SendBatch
    ) -> [Int32: Int?] {
        var outcomes: [Int32: Int?] = [:]
        bytes.withUnsafeBytes { bytes in
            let kept = batch.keep(bytes)
            for (tag, descriptor) in descriptors.enumerated() {
                batch.add(kept, to: descriptor, tag: Int32(tag))
            }
        }
        batch.send { tag, wanted, sent in
            #expect(wanted == bytes.count)
            switch sent {
            case .bytes(let count): outcomes[tag] = .some(count)
            case .gone: outcomes[tag] = .some(nil)
            }
        }
        batch.dropKept()
        return outcomes
    }

    @Test(
        "Each socket gets its bytes, in the order in which they were added",
        arguments: [true, false])
    func order(isInOneCall: Bool) {
        var batch = SendBatch(isInOneCall: isInOneCall)
        let pairs = (0..<40).map { _ in Sockets.loopback() }
        defer { for pair in pairs { close(pair.client); close(pair.server) } }
        for text in ["one ", "two ", "three"] {
            let bytes = Array(text.utf8)
            let outcomes = Self.send(bytes, to: pairs.map(\.server), by: &batch)
            #expect(outcomes.count == pairs.count)
            #expect(outcomes.values.allSatisfy { $0 == bytes.count })
        }
        for pair in pairs { #expect(Self.received(pair.client) == Array("one two three".utf8)) }
    }

    @Test(
        "A full socket takes a part and then nothing, one that is gone is told, the others notice nothing",
        arguments: [true, false])
    func outcomes(isInOneCall: Bool) {
        var batch = SendBatch(isInOneCall: isInOneCall)
        let pairs = (0..<6).map { _ in Sockets.local() }
        defer { for pair in pairs { close(pair.server) } }
        var size: Int32 = 4096
        setsockopt(
            pairs[1].server, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        close(pairs[3].client)
        let bytes = [UInt8](repeating: 65, count: 60_000)
        let first = Self.send(bytes, to: pairs.map(\.server), by: &batch)
        let second = Self.send(bytes, to: pairs.map(\.server), by: &batch)
        for tag in [0, 2, 4, 5] as [Int32] {
            #expect(first[tag] == bytes.count && second[tag] == bytes.count)
            #expect(Self.received(pairs[Int(tag)].client).count == 2 * bytes.count)
            close(pairs[Int(tag)].client)
        }
        let part = Self.received(pairs[1].client).count
        close(pairs[1].client)
        #expect(part < bytes.count && first[1] == part && second[1] == 0)
        #expect(first[3] == .some(nil) && second[3] == .some(nil))
    }

    @Test(
        "New frames of many rings, small ones and large ones, reach every reader",
        arguments: [true, false])
    func rings(isInOneCall: Bool) async throws {
        let journal = JournalDouble()
        var configuration = HubConfiguration()
        configuration.sendsInBatches = isInOneCall
        let hub = Hub(journal, configuration)
        let nodes = (0..<120).map { NodeID("n\($0)") }
        let readers = nodes.flatMap { node in (0..<3).map { _ in (node, Peer()) } }
        for (node, peer) in readers { hub.attach(peer, to: .nodes(node), after: .start) }
        for round in 0..<3 {
            // A large one is longer than what is kept of bytes, and longer than what is small.
            let entries = nodes.enumerated().flatMap { index, node in
                journal.publish(1, to: node, bytes: index % 40 == round ? 100_000 : 300)
            }
            hub.publish(entries)
            for (_, peer) in readers { try await peer.read { $0.entries.count == round + 1 } }
        }
        for (node, peer) in readers {
            let expected = journal.entries.filter { $0.change.node == node }
            #expect(peer.entries.map(\.id) == expected.map { "e-\($0.position.rawValue)" })
        }
        #expect(await hub.waits { $0.lagging == 0 && $0.bufferedBytes == 0 })
    }
}
