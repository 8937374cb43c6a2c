import Dispatch
import PubSub
import Synchronization

/// A request that waits for its turn.
struct Job: Sendable {
    var request: Request
    /// How much of the items that the reply names is fetched, in bytes of payload.
    var maximumBytes: Int
    var completion: Completion
}

/// Where requests wait for the pipeline's thread, which takes all of them at once.
///
/// The semaphore counts the times that the mailbox was empty when something came, not the jobs: the
/// thread is woken once a batch.
final class Mailbox: Sendable {
    private struct State: Sendable {
        var jobs: [Job] = []
        var isClosed = false
    }

    /// Each source of requests is bounded by itself, so that this bound is met only when the disk
    /// stands still; a further request is then told to come back.
    private let maximumJobs: Int
    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)

    init(maximumJobs: Int = 20_000) {
        self.maximumJobs = maximumJobs
    }

    /// - Returns: why the job was not taken.
    func add(_ job: Job) -> PubSubError? {
        var isFirst = false
        let refusal: PubSubError? = state.withLock { state in
            if state.isClosed { return Self.closed }
            guard state.jobs.count < maximumJobs else { return Self.full }
            isFirst = state.jobs.isEmpty
            state.jobs.append(job)
            return nil
        }
        if isFirst { wake.signal() }
        return refusal
    }

    /// Adds many at once, as far as there is room.
    ///
    /// - Returns: those that were not taken, and why.
    func add(_ jobs: [Job]) -> (rest: ArraySlice<Job>, refusal: PubSubError)? {
        var isFirst = false
        let refused: (rest: ArraySlice<Job>, refusal: PubSubError)? = state.withLock { state in
            if state.isClosed { return (jobs[...], Self.closed) }
            let taken = jobs.prefix(maximumJobs - state.jobs.count)
            isFirst = state.jobs.isEmpty && !taken.isEmpty
            state.jobs += taken
            return taken.count < jobs.count ? (jobs[taken.endIndex...], Self.full) : nil
        }
        if isFirst { wake.signal() }
        return refused
    }

    private static let closed = PubSubError.unavailable("Sluice is shutting down.")
    private static let full = PubSubError.unavailable(
        "Too many requests wait for the disk: try again.")

    /// Waits for jobs and takes them; `nil` once it is closed and empty.
    func take() -> [Job]? {
        while true {
            let (jobs, isClosed) = state.withLock { state in
                defer { state.jobs = [] }
                return (state.jobs, state.isClosed)
            }
            if !jobs.isEmpty { return jobs }
            if isClosed { return nil }
            wake.wait()
        }
    }

    func close() {
        state.withLock { $0.isClosed = true }
        wake.signal()
    }
}
