import PubSub

/// The open streams by what they are limited by: address, identity, node.
///
/// A stream is told apart by one number, the account of all that has the same three; so a reader costs
/// four bytes, and what many readers share stands here once.
struct StreamAccounts: Sendable {
    /// How many streams there may be at once; `nil`: as many as come.
    struct Bounds: Sendable, Hashable {
        var total = Int.max
        var perAddress: Int?
        var perIdentity: Int?
        var perNode: Int?
    }

    /// The bound that a further stream would pass.
    enum Refusal: Error, Sendable, Hashable {
        case total(Int)
        case perAddress(Int)
        case perIdentity(Int)
        case perNode(Int, NodeID)
    }

    /// Whose stream it is. What no bound asks for is not kept.
    private struct Account: Sendable, Hashable {
        var address: NetworkAddress?
        var identity: Int32
        var nodes: Int32
    }

    private let bounds: Bounds
    private(set) var open = 0
    private var accounts = CountTable<Account>()
    private var addresses = CountTable<NetworkAddress>()
    private var identities = CountTable<String>()
    private var selections = CountTable<[NodeAddress]>()
    private var nodes = CountTable<NodeAddress>()

    private static let none: Int32 = -1

    init(_ bounds: Bounds) {
        self.bounds = bounds
    }

    /// What is kept of different streams.
    var kept: Int { accounts.keys }

    /// Counts a stream in.
    ///
    /// - Parameters:
    ///   - address: `nil` where it has none, as at a Unix-domain socket.
    ///   - identity: whom its token names; `nil` without one.
    /// - Returns: the account to close when it ends.
    mutating func open(
        address: NetworkAddress?, identity: String?, nodes followed: [NodeAddress]
    ) throws(Refusal) -> Int32 {
        let address = bounds.perAddress == nil ? nil : address?.accountable
        let identity = bounds.perIdentity == nil ? nil : identity
        let followed = bounds.perNode == nil ? [] : followed
        try check(address, identity, followed)
        open += 1
        if let address { _ = addresses.hold(address) }
        for node in followed { _ = nodes.hold(node) }
        return accounts.hold(
            Account(
                address: address, identity: identity.map { identities.hold($0) } ?? Self.none,
                nodes: followed.isEmpty ? Self.none : selections.hold(followed)))
    }

    private func check(
        _ address: NetworkAddress?, _ identity: String?, _ followed: [NodeAddress]
    ) throws(Refusal) {
        guard open < bounds.total else { throw .total(bounds.total) }
        if let address, let bound = bounds.perAddress, addresses.count(of: address) >= bound {
            throw .perAddress(bound)
        }
        if let identity, let bound = bounds.perIdentity, identities.count(of: identity) >= bound {
            throw .perIdentity(bound)
        }
        for node in followed {
            guard let bound = bounds.perNode, nodes.count(of: node) >= bound else { continue }
            throw .perNode(bound, node.node)
        }
    }

    /// Counts a stream out.
    mutating func close(_ index: Int32) {
        guard let account = accounts[index] else { return }
        open -= 1
        if let address = account.address { addresses.releaseKey(address) }
        if account.identity != Self.none { identities.release(account.identity) }
        if account.nodes != Self.none {
            for node in selections[account.nodes] ?? [] { nodes.releaseKey(node) }
            selections.release(account.nodes)
        }
        accounts.release(index)
    }
}
