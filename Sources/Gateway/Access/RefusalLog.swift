import Logging
import NIOCore
import Synchronization

/// Tells the operator of refusals, so many a second: whoever shows nonsense again and again does not
/// fill the disk. How many were left out stands in the next line.
final class RefusalLog: Sendable {
    private struct State {
        var rate = RateLimiter<String>(RefusalLog.rate)
        /// Since the last line, by service.
        var omitted: [String: Int] = [:]
    }

    /// Of lines for one service.
    static let rate = Rate(count: 20, per: .seconds(1))

    private let logger: Logger
    private let now: @Sendable () -> Int64
    private let state = Mutex(State())

    /// - Parameter now: microseconds of a clock that only goes forward.
    init(
        _ logger: Logger,
        now: @escaping @Sendable () -> Int64 = {
            Int64(NIODeadline.now().uptimeNanoseconds / 1000)
        }
    ) {
        self.logger = logger
        self.now = now
    }

    /// - Parameters:
    ///   - service: one of ours.
    ///   - client: who it came from, behind the proxies that are trusted; `nil` where that has no address.
    func note(_ refusal: TokenRefusal, of service: String, from client: NetworkAddress?) {
        let omitted: Int? = state.withLock { state in
            guard state.rate.spend(service, at: now()) == nil else {
                state.omitted[service, default: 0] += 1
                return nil
            }
            return state.omitted.removeValue(forKey: service) ?? 0
        }
        guard let omitted else { return }
        let others =
            omitted > 0 ? " (and \(omitted) others before it, for which no line was left)" : ""
        let sender = client.map { " from \($0)" } ?? ""
        logger.info("a token for \(service)\(sender) was refused: \(refusal)\(others)")
    }
}
