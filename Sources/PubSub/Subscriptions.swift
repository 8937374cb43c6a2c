public import XMPP

/// The subscriptions to a node, by the JID that subscribed, bare or full (XEP-0060 §6.1.1).
///
/// Two things are asked for at every publication or request and are kept at hand: who is to be
/// told, as one array that all notifications share, and which addresses a bare JID has subscribed.
/// All of them may end at once, so that ending one takes the same time however many there are.
public struct Subscriptions: Sendable, Hashable {
    private struct Line: Sendable, Hashable {
        var subscription: Subscription
        /// The place in `audience`; -1 for none.
        var place: Int32
    }

    private var lines: [JID: Line] = [:]
    /// The full JIDs that are subscribed, by their bare JID: few, so that most nodes have none.
    private var resources: [JID: Set<JID>] = [:]
    /// Those who are told of events, in no particular order.
    public private(set) var audience: [JID] = []
    /// How many are approved.
    public private(set) var subscribedCount = 0

    /// How many there are, approved or not.
    public var count: Int { lines.count }

    /// Whether somebody waits for approval.
    public var hasPending: Bool { subscribedCount < count }

    /// In the order of the addresses.
    public var all: [(jid: JID, subscription: Subscription)] {
        lines.sorted { $0.key < $1.key }.map { ($0.key, $0.value.subscription) }
    }

    /// The subscription of exactly this address.
    public subscript(jid: JID) -> Subscription? { lines[jid]?.subscription }

    /// The addresses of a bare JID that have a subscription, in order.
    func addresses(of bare: JID) -> [JID] {
        let full = resources[bare]?.sorted() ?? []
        return lines[bare] == nil ? full : [bare] + full
    }

    /// The addresses of a bare JID with an approved subscription.
    func subscribedAddresses(of bare: JID) -> [JID] {
        addresses(of: bare).filter { self[$0]?.state == .subscribed }
    }

    /// How many subscriptions a bare JID has that no owner gave it.
    func ownCount(of bare: JID) -> Int {
        addresses(of: bare).count { self[$0]?.isGiven == false }
    }

    /// Sets a subscription, or takes it away with `nil`.
    mutating func set(_ subscription: Subscription?, of jid: JID) {
        let old = lines[jid]
        if old?.subscription.state == .subscribed { subscribedCount -= 1 }
        if subscription?.state == .subscribed { subscribedCount += 1 }
        leaveAudience(old?.place ?? -1)
        lines[jid] = subscription.map {
            Line(subscription: $0, place: $0.isHeard ? Int32(audience.count) : -1)
        }
        if subscription?.isHeard == true { audience.append(jid) }
        if !jid.isBare { note(jid, isThere: subscription != nil) }
    }

    /// The last one takes the place that becomes free.
    private mutating func leaveAudience(_ place: Int32) {
        guard place >= 0, let last = audience.popLast() else { return }
        guard Int(place) < audience.count else { return }
        audience[Int(place)] = last
        lines[last]?.place = place
    }

    private mutating func note(_ jid: JID, isThere: Bool) {
        if isThere {
            resources[jid.bare, default: []].insert(jid)
        } else {
            resources[jid.bare]?.remove(jid)
            if resources[jid.bare]?.isEmpty == true { resources[jid.bare] = nil }
        }
    }
}

extension Subscription {
    /// Whether events go to it.
    fileprivate var isHeard: Bool { state == .subscribed && isDelivering }
}
