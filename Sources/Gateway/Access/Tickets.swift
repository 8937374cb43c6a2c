import Crypto
import PubSub
import Synchronization

/// Tickets: each lets whoever has it in once, as who asked for it, a short time after.
///
/// They are for `EventSource`, which can show nothing but a URL. Only their hashes are kept, in memory:
/// no clock tells a guesser anything, and a restart forgets them.
final class Tickets: Sendable {
    private struct Held {
        var identity: Identity
        var service: String
        var deadline: Timestamp
    }

    private struct State {
        var held: [[UInt8]: Held] = [:]
        /// When those that are over are next taken out.
        var sweepsAt = Timestamp(milliseconds: 0)
    }

    /// How long a ticket is good.
    let lifetime: Duration
    private let maximumCount: Int
    private let state = Mutex(State())

    /// - Parameter maximumCount: past it none is given until some are over.
    init(lifetime: Duration, maximumCount: Int = 100_000) {
        self.lifetime = lifetime
        self.maximumCount = maximumCount
    }

    /// Makes a ticket for a service; `nil` where there are too many.
    func issue(
        for identity: Identity, service: String, at now: Timestamp
    ) -> (ticket: String, deadline: Timestamp)? {
        let ticket = SecretFile.random()
        let deadline = Timestamp(milliseconds: now.milliseconds + lifetime.milliseconds)
        return state.withLock { state in
            if now >= state.sweepsAt {
                state.held = state.held.filter { $0.value.deadline > now }
                state.sweepsAt = deadline
            }
            guard state.held.count < maximumCount else { return nil }
            state.held[Self.hash(ticket[...])] = Held(
                identity: identity, service: service, deadline: deadline)
            return (ticket, deadline)
        }
    }

    /// Takes a ticket; whose it was, if it was good.
    func redeem(_ ticket: Substring, service: String, at now: Timestamp) -> Identity? {
        let held = state.withLock { $0.held.removeValue(forKey: Self.hash(ticket)) }
        guard let held, held.service == service, now < held.deadline else { return nil }
        if let expires = held.identity.expires, now >= expires { return nil }
        return held.identity
    }

    private static func hash(_ ticket: Substring) -> [UInt8] {
        Array(SHA256.hash(data: Array(ticket.utf8)))
    }
}
