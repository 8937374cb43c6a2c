import AsyncHTTPClient
import NIOCore

/// The body of a stream's response, read piece by piece, with a bound on the server's silence.
final class ResponseBody: @unchecked Sendable {
    // `iterator` is used by one task at a time: `next` waits for the reading that it has begun.
    private var iterator: HTTPClientResponse.Body.AsyncIterator
    private let watch: SilenceWatch?

    /// - Parameter silence: how long `next` waits at most; `nil`: for ever.
    init(_ body: HTTPClientResponse.Body, silence: Duration?, eventLoop: any EventLoop) {
        iterator = body.makeAsyncIterator()
        watch = silence.map { SilenceWatch(limit: $0, eventLoop: eventLoop) }
    }

    deinit {
        watch?.stop()
    }

    /// The next bytes.
    ///
    /// - Throws: why there are none. After that, or after the task's cancellation, the body is done
    ///   with, and its connection closes.
    func next() async throws(Interruption) -> ByteBuffer {
        let reading = Task { try await iterator.next() }
        watch?.begin(reading)
        defer { watch?.end() }
        do {
            let bytes = try await withTaskCancellationHandler {
                try await reading.value
            } onCancel: {
                reading.cancel()
            }
            if let bytes { return bytes }
        } catch {
            if let watch, watch.hasCancelled { throw .silence(watch.limit) }
            throw .connection(error.clause)
        }
        throw .ended
    }
}
