public import XMPP

/// The subscriptions to a node, by the JID that subscribed, bare or full (XEP-0060 §6.1.1).
///
/// Two things are asked for at every publication or request and are kept at hand: who is to be told,
/// as one array that all notifications share, and which addresses a bare JID has subscribed.
public struct Subscriptions: Sendable, Hashable {
    private var byJID: [JID: Subscription] = [:]
    /// The full JIDs that are subscribed, by their bare JID: few, so that most nodes have none.
    private var resources: [JID: Set<JID>] = [:]
    /// Those who are told of events, in the order in which they came to be so.
    public private(set) var audience: [JID] = []

    public var count: Int { byJID.count }

    /// In the order of the addresses.
    public var all: [(jid: JID, subscription: Subscription)] {
        byJID.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    public subscript(jid: JID) -> Subscription? { byJID[jid] }

    /// The addresses of a bare JID that have a subscription, in order.
    func addresses(of bare: JID) -> [JID] {
        let full = resources[bare]?.sorted() ?? []
        return byJID[bare] == nil ? full : [bare] + full
    }

    /// The addresses of a bare JID with an approved subscription.
    func subscribedAddresses(of bare: JID) -> [JID] {
        addresses(of: bare).filter { byJID[$0]?.state == .subscribed }
    }

    /// Whether somebody waits for approval.
    var hasPending: Bool { byJID.values.contains { $0.state == .pending } }

    /// How many are approved.
    var subscribedCount: Int { byJID.values.count { $0.state == .subscribed } }

    /// Sets a subscription, or takes it away with `nil`.
    mutating func set(_ subscription: Subscription?, of jid: JID) {
        let old = byJID.updateOrRemove(subscription, forKey: jid)
        if !jid.isBare {
            if subscription == nil {
                resources[jid.bare]?.remove(jid)
                if resources[jid.bare]?.isEmpty == true { resources[jid.bare] = nil }
            } else {
                resources[jid.bare, default: []].insert(jid)
            }
        }
        switch (old?.isHeard ?? false, subscription?.isHeard ?? false) {
        case (false, true): audience.append(jid)
        case (true, false): audience.removeAll { $0 == jid }
        default: break
        }
    }
}

extension Subscription {
    /// Whether events go to it.
    fileprivate var isHeard: Bool { state == .subscribed && isDelivering }
}

extension Dictionary {
    fileprivate mutating func updateOrRemove(_ value: Value?, forKey key: Key) -> Value? {
        if let value { updateValue(value, forKey: key) } else { removeValue(forKey: key) }
    }
}
