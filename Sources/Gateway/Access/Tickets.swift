import Crypto
import PubSub
import Synchronization

/// Tickets: each lets whoever has it in once, as who asked for it, to the nodes that it was asked for, a short
/// time after.
///
/// They are for `EventSource`, which can show nothing but a URL. Only their hashes are kept, in memory:
/// no clock tells a guesser anything, and a restart forgets them.
final class Tickets: Sendable {
    private struct Held {
        var identity: Identity
        var purpose: TicketPurpose
        var deadline: Timestamp

        var owner: String { identity.token ?? "" }
    }

    private struct State {
        var held: [[UInt8]: Held] = [:]
        /// How many of them each token has.
        var counts: [String: Int] = [:]
        /// When those that are over are next taken out.
        var sweepsAt = Timestamp(milliseconds: 0)

        mutating func sweep(at now: Timestamp) {
            held = held.filter { $0.value.deadline > now }
            counts = held.values.reduce(into: [:]) { $0[$1.owner, default: 0] += 1 }
        }

        mutating func take(_ hash: [UInt8]) -> Held? {
            guard let ticket = held.removeValue(forKey: hash) else { return nil }
            if let count = counts[ticket.owner] {
                counts[ticket.owner] = count > 1 ? count - 1 : nil
            }
            return ticket
        }
    }

    /// How long a ticket is good.
    let lifetime: Duration
    private let maximumCount: Int
    private let maximumPerToken: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - maximumCount: past it none is given until some are used or over.
    ///   - maximumPerToken: the same of those of one token, so that nobody takes the others' away.
    init(lifetime: Duration, maximumCount: Int = 100_000, maximumPerToken: Int = 10_000) {
        self.lifetime = lifetime
        self.maximumCount = maximumCount
        self.maximumPerToken = maximumPerToken
    }

    /// Makes a ticket; `nil` where there are too many, of this token or in all.
    func issue(
        for identity: Identity, to purpose: TicketPurpose, at now: Timestamp
    ) -> (ticket: String, deadline: Timestamp)? {
        let ticket = SecretFile.random()
        let deadline = Timestamp(milliseconds: now.milliseconds + lifetime.milliseconds)
        let new = Held(identity: identity, purpose: purpose, deadline: deadline)
        return state.withLock { state in
            if now >= state.sweepsAt {
                state.sweep(at: now)
                state.sweepsAt = deadline
            }
            let count = state.counts[new.owner] ?? 0
            guard state.held.count < maximumCount, count < maximumPerToken else { return nil }
            state.held[Self.hash(ticket[...])] = new
            state.counts[new.owner] = count + 1
            return (ticket, deadline)
        }
    }

    /// Takes a ticket; whose it was, if it was good.
    ///
    /// - Parameter isLook: leaves it for whoever comes to stay.
    func redeem(
        _ ticket: Substring, for purpose: TicketPurpose, isLook: Bool = false, at now: Timestamp
    ) -> Identity? {
        let hash = Self.hash(ticket)
        let held = state.withLock { isLook ? $0.held[hash] : $0.take(hash) }
        guard let held, held.purpose == purpose, now < held.deadline else { return nil }
        if let expires = held.identity.expires, now >= expires { return nil }
        return held.identity
    }

    private static func hash(_ ticket: Substring) -> [UInt8] {
        Array(SHA256.hash(data: Array(ticket.utf8)))
    }
}
