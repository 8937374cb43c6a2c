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
            if state.isClosed { return .unavailable("Sluice is shutting down.") }
            guard state.jobs.count < maximumJobs else {
                return .unavailable("Too many requests wait for the disk: try again.")
            }
            isFirst = state.jobs.isEmpty
            state.jobs.append(job)
            return nil
        }
        if isFirst { wake.signal() }
        return refusal
    }

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
