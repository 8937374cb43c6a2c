import Dispatch
import PubSub
import Synchronization

/// Where requests wait for the pipeline's thread, which takes all of them at once, and where it hears that
/// items have been fetched for an answer.
///
/// The semaphore counts the times that the mailbox was empty when something came, not what came: the
/// thread is woken once a batch.
final class Mailbox: Sendable {
    private struct State: Sendable {
        var jobs: [Job] = []
        var ended: [Reading.End] = []
        /// How many readings are yet to end.
        var underWay = 0
        var isClosed = false

        var isEmpty: Bool { jobs.isEmpty && ended.isEmpty }
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
            isFirst = state.isEmpty
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
            isFirst = state.isEmpty && !taken.isEmpty
            state.jobs += taken
            return taken.count < jobs.count ? (jobs[taken.endIndex...], Self.full) : nil
        }
        if isFirst { wake.signal() }
        return refused
    }

    private static let closed = PubSubError.unavailable("Sluice is shutting down.")
    private static let full = PubSubError.unavailable(
        "Too many requests wait for the disk: try again.")

    /// So many readings are to end by `add`.
    func begin(readings: Int) { state.withLock { $0.underWay += readings } }

    /// A reading has ended: its answer has left.
    func add(_ end: Reading.End) {
        let isFirst = state.withLock { state in
            defer { state.ended.append(end) }
            state.underWay -= 1
            return state.isEmpty
        }
        if isFirst { wake.signal() }
    }

    /// What was there when it was the thread's turn.
    struct Letters {
        var jobs: [Job]
        var ended: [Reading.End]
        /// Why what cannot be settled now never will be.
        var closing: PubSubError?
    }

    /// Waits for something and takes it; `nil` once it is closed, empty, and nothing is read.
    func take() -> Letters? {
        while true {
            let (letters, isOver) = state.withLock { state in
                defer { (state.jobs, state.ended) = ([], []) }
                return (
                    Letters(
                        jobs: state.jobs, ended: state.ended,
                        closing: state.isClosed ? Self.closed : nil),
                    state.isEmpty && state.isClosed && state.underWay == 0
                )
            }
            if !letters.jobs.isEmpty || !letters.ended.isEmpty { return letters }
            if isOver { return nil }
            wake.wait()
        }
    }

    func close() {
        state.withLock { $0.isClosed = true }
        wake.signal()
    }
}
