import HTTPTypes
import NIOCore
import PubSub
import Synchronization

/// Keeps clients within what the operator allows them, and counts whom it refuses: one for all connections.
///
/// It is asked before the service is: a client over its bounds costs no more than the reading of its
/// request.
public final class Admission: Sendable {
    private struct State: Sendable {
        var accounts: StreamAccounts
        var opens: RateLimiter<NetworkAddress>?
        var refusals: RateLimiter<NetworkAddress>?
        var publishesByAddress: RateLimiter<NetworkAddress>?
        var publishesByToken: RateLimiter<String>?
        var refused: [Limit: Int] = [:]
        var refusedRequests: [RequestLimit: Int] = [:]
        var connectionsShed = 0
        var requestsRefused = 0
        /// By the setting that would make room, when it last was wanting.
        var wanting: [String: Int64] = [:]
    }

    /// Of the bodies of requests.
    let memory: RequestMemory
    private let limits: Settings.Limits
    private let state: Mutex<State>
    private let now: @Sendable () -> Int64

    /// By default only what the server can hold is a limit, and how often a client may be refused.
    public convenience init(_ limits: Settings.Limits = Settings.Limits()) {
        self.init(limits, now: Self.monotonicMicroseconds)
    }

    /// - Parameter now: microseconds of a clock that only goes forward.
    init(_ limits: Settings.Limits, now: @escaping @Sendable () -> Int64) {
        self.limits = limits
        self.now = now
        memory = RequestMemory(maximum: limits.requestMemory)
        state = Mutex(
            State(
                accounts: StreamAccounts(
                    StreamAccounts.Bounds(
                        total: limits.streams, perAddress: limits.streamsPerAddress,
                        perIdentity: limits.streamsPerToken, perNode: limits.streamsPerNode)),
                opens: limits.opensPerAddress.map { RateLimiter($0) },
                refusals: limits.refusalsPerAddress.map { RateLimiter($0) },
                publishesByAddress: limits.publishesPerAddress.map { RateLimiter($0) },
                publishesByToken: limits.publishesPerToken.map { RateLimiter($0) }))
    }

    /// A client asks for a stream, or for what lets it open one: a ticket, a session.
    func request(from address: NetworkAddress?) throws(Problem) {
        guard let address else { return }
        let wait = state.withLock { $0.opens?.spend(address.accountable, at: now()) }
        if let wait { throw refusal(.opensPerAddress, after: wait) }
    }

    /// A stream begins: gives its account, which is to be closed when it ends.
    ///
    /// - Parameter identity: whom its token names.
    func open(
        address: NetworkAddress?, identity: String?, nodes: [NodeAddress]
    ) throws(Problem) -> Int32 {
        let result = state.withLock { state in
            Result { () throws(StreamAccounts.Refusal) in
                try state.accounts.open(address: address, identity: identity, nodes: nodes)
            }
        }
        switch result {
        case .success(let account): return account
        case .failure(.total): throw refusal(.streams)
        case .failure(.perAddress): throw refusal(.streamsPerAddress)
        case .failure(.perIdentity): throw refusal(.streamsPerToken)
        case .failure(.perNode(_, let node)): throw refusal(.streamsPerNode, node: node)
        }
    }

    /// Streams have ended.
    public func close(_ accounts: [Int32]) {
        state.withLock { state in
            for account in accounts { state.accounts.close(account) }
        }
    }

    /// A client asks to publish, or to take back; whether it may, is not known yet.
    func publish(from address: NetworkAddress?) throws(Problem) {
        guard let address else { return }
        let wait = state.withLock { $0.publishesByAddress?.spend(address.accountable, at: now()) }
        if let wait { throw refusal(.publishesPerAddress, after: wait) }
    }

    /// The same, once its token is known to be good.
    ///
    /// - Parameter token: whom it names.
    func publish(by token: String) throws(Problem) {
        let wait = state.withLock { $0.publishesByToken?.spend(token, at: now()) }
        if let wait { throw refusal(.publishesPerToken, after: wait) }
    }

    /// What a client is told that was refused a stream. One that asks again and again, as a polyfill does
    /// for ever at 401 and 404, is told to wait; whoever is not refused never notices.
    func answer(_ problem: Problem, to address: NetworkAddress?) -> Problem {
        guard let address, [401, 403, 404].contains(problem.status.code) else { return problem }
        let wait = state.withLock { $0.refusals?.spend(address.accountable, at: now()) }
        guard let wait else { return problem }
        var tooMany = refusal(.refusalsPerAddress, after: wait)
        tooMany.detail += " The last one was: \(problem.detail)"
        return tooMany
    }

    /// A request was over a bound of its own.
    func refused(by limit: RequestLimit) {
        state.withLock { $0.refusedRequests[limit, default: 0] += 1 }
    }

    /// A connection had to make room for others (`limits.connections`).
    func connectionShed() {
        state.withLock {
            $0.connectionsShed += 1
            $0.wanting["limits.connections"] = now()
        }
    }

    /// A request over HTTP/2 had no place, and was reset.
    func requestRefused() {
        state.withLock { $0.requestsRefused += 1 }
    }

    /// Streams that are open or about to be.
    var openStreams: Int { state.withLock { $0.accounts.open } }

    /// How often each limit was met, for `/status`.
    var status: StatusReport.Part {
        let recent = state.withLock { state in
            state.wanting.filter { now() - $0.value < Self.recentMicroseconds }.keys.sorted()
        }
        let streams = "\(openStreams) of \(limits.streams) streams"
        return StatusReport.Part(
            name: "limits", level: recent.isEmpty ? .core : .warn,
            message: recent.isEmpty
                ? streams
                : "\(streams); in the last minute clients were turned away for want of room: raise "
                    + recent.joined(separator: " and "),
            figures: figures + [
                .init("connections_shed", state.withLock { $0.connectionsShed }),
                .init("requests_refused", state.withLock { $0.requestsRefused }),
                .init("request_bytes", memory.bytes),
            ])
    }

    var figures: [StatusReport.Figure] {
        let (refused, requests) = state.withLock { ($0.refused, $0.refusedRequests) }
        return Limit.allCases.map { .init("refused_by_\($0.rawValue)", refused[$0] ?? 0) }
            + RequestLimit.allCases.map { .init("refused_by_\($0.rawValue)", requests[$0] ?? 0) }
    }

    private func refusal(
        _ limit: Limit, after wait: Duration? = nil, node: NodeID? = nil
    ) -> Problem {
        state.withLock {
            $0.refused[limit, default: 0] += 1
            if limit.isOurs { $0.wanting[limit.setting] = now() }
        }
        return .limited(by: limit, limits, after: wait, node: node)
    }

    private static let recentMicroseconds: Int64 = 60_000_000

    @Sendable private static func monotonicMicroseconds() -> Int64 {
        Int64(NIODeadline.now().uptimeNanoseconds / 1000)
    }
}
