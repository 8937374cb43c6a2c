import NIOCore
import Synchronization

/// Cancels a reading that waits for too long.
///
/// It looks a few times within the limit instead of having a timer for each reading: a busy stream is
/// read many thousand times a second.
final class SilenceWatch: Sendable {
    typealias Reading = Task<ByteBuffer?, any Error>

    private struct State: Sendable {
        var reading: Reading?
        var begun = NIODeadline.distantFuture
        var timer: RepeatedTask?
        var hasCancelled = false
    }

    let limit: Duration
    private let state = Mutex(State())

    init(limit: Duration, eventLoop: any EventLoop) {
        self.limit = limit
        let interval = TimeAmount(limit / 8)
        let timer = eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) {
            [weak self] task in
            guard let self else { return task.cancel() }
            look()
        }
        state.withLock { $0.timer = timer }
    }

    /// Whether the reading ended because of the silence.
    var hasCancelled: Bool { state.withLock { $0.hasCancelled } }

    func begin(_ reading: Reading) {
        state.withLock {
            $0.reading = reading
            $0.begun = .now()
        }
    }

    func end() {
        state.withLock { $0.reading = nil }
    }

    func stop() {
        state.withLock { $0.timer }?.cancel()
    }

    private func look() {
        let limit = TimeAmount(limit)
        let silent = state.withLock { state -> Reading? in
            guard state.reading != nil, .now() - state.begun >= limit else { return nil }
            state.hasCancelled = true
            return state.reading
        }
        silent?.cancel()
    }
}
