import Seeding
import PubSub
import Testing

@testable import Gateway

@Suite struct StreamAccountsTests {
    private let one = NetworkAddress("192.0.2.1")
    private let two = NetworkAddress("192.0.2.2")

    private func node(_ name: NodeID) -> NodeAddress {
        NodeAddress(service: "pubsub.example.org", node: name)
    }

    @Test func `Each bound refuses the stream that would pass it, and no other`() throws {
        var accounts = StreamAccounts(
            .init(total: 6, perAddress: 2, perIdentity: 3, perNode: 4))
        let a = [node("a")]
        _ = try accounts.open(address: one, identity: "juliet", nodes: a)
        _ = try accounts.open(address: one, identity: "juliet", nodes: a)
        #expect(throws: StreamAccounts.Refusal.perAddress(2)) {
            try accounts.open(address: one, identity: "romeo", nodes: a)
        }
        _ = try accounts.open(address: two, identity: "juliet", nodes: a)
        #expect(throws: StreamAccounts.Refusal.perIdentity(3)) {
            try accounts.open(address: two, identity: "juliet", nodes: a)
        }
        _ = try accounts.open(address: nil, identity: nil, nodes: a + [node("b")])
        #expect(throws: StreamAccounts.Refusal.perNode(4, "a")) {
            try accounts.open(address: nil, identity: nil, nodes: [node("b"), node("a")])
        }
        _ = try accounts.open(address: two, identity: nil, nodes: [node("b")])
        _ = try accounts.open(address: nil, identity: nil, nodes: [node("b")])
        #expect(throws: StreamAccounts.Refusal.total(6)) {
            try accounts.open(address: nil, identity: nil, nodes: [node("c")])
        }
        #expect(accounts.open == 6)
    }

    @Test func `A stream that ends makes room where it took it`() throws {
        var accounts = StreamAccounts(.init(perAddress: 1, perIdentity: 1, perNode: 1))
        let account = try accounts.open(address: one, identity: "juliet", nodes: [node("a")])
        accounts.close(account)
        #expect(accounts.open == 0 && accounts.kept == 0)
        accounts.close(account)
        #expect(accounts.open == 0)
        _ = try accounts.open(address: one, identity: "juliet", nodes: [node("a")])
    }

    @Test func `What no bound asks for is not kept, and shared accounts are kept once`() throws {
        var unbounded = StreamAccounts(.init())
        for number in 0..<1000 {
            let address = NetworkAddress(ipv4: UInt32(number))
            _ = try unbounded.open(
                address: address, identity: "\(number)", nodes: [node("\(number)")])
        }
        #expect(unbounded.kept == 1 && unbounded.open == 1000)
        var shared = StreamAccounts(.init(perAddress: 1000, perNode: 1000))
        for _ in 0..<1000 { _ = try shared.open(address: one, identity: "x", nodes: [node("a")]) }
        #expect(shared.kept == 1)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `The counts are those of a plain list of the open streams`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var accounts = StreamAccounts(
            .init(total: 30, perAddress: 8, perIdentity: 6, perNode: 12))
        var open: [(account: Int32, address: UInt32, identity: String?, nodes: [NodeID])] = []
        for _ in 0..<2000 {
            if !open.isEmpty, Int.random(in: 0..<2, using: &random) == 0 {
                let gone = open.remove(at: Int.random(in: open.indices, using: &random))
                accounts.close(gone.account)
                continue
            }
            let address = UInt32.random(in: 1...5, using: &random)
            let identity = random.pick([nil, "juliet", "romeo"])
            let nodes: [NodeID] = random.pick([["a"], ["b"], ["a", "b"], ["c"]])
            let isRefused =
                open.count == 30 || open.filter { $0.address == address }.count == 8
                || identity != nil && open.filter { $0.identity == identity }.count == 6
                || nodes.contains { name in open.filter { $0.nodes.contains(name) }.count == 12 }
            do {
                let account = try accounts.open(
                    address: NetworkAddress(ipv4: address), identity: identity,
                    nodes: nodes.map { node($0) })
                #expect(!isRefused)
                open.append((account, address, identity, nodes))
            } catch {
                #expect(isRefused, "\(error)")
            }
            #expect(accounts.open == open.count)
        }
        for stream in open { accounts.close(stream.account) }
        #expect(accounts.open == 0 && accounts.kept == 0)
    }
}
