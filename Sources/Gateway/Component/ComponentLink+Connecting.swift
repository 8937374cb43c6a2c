import Logging
import NIOCore
import PubSub
import Synchronization
import XMPP

extension ComponentLink {
    /// One connection after the other, until the task is cancelled.
    func keepUp() async {
        var reconnection = Reconnection(backoff: limits.backoff)
        var outage: LinkOutage?
        var downSince = Timestamp.now
        while !Task.isCancelled {
            status.withLock { $0 = .connecting(after: outage) }
            let end = await connectOnce()
            guard !Task.isCancelled, end.reason != .stopped else { break }
            let next = reconnection.ended(end, random: .random(in: 0..<1))
            let sentence = end.reason.sentence(
                host: address.domain, server: server.description)
            if next.isNews { reportFailure(end.reason, sentence, nextAttemptIn: next.wait) }
            if end.wasReady { downSince = .now }
            let now = LinkOutage(since: downSince, reason: sentence)
            outage = now
            let until = Timestamp(milliseconds: Timestamp.now.milliseconds + next.wait.milliseconds)
            status.withLock { $0 = .waiting(until: until, now) }
            do { try await Task.sleep(for: next.wait) } catch { break }
        }
        status.withLock { $0 = .stopped }
    }

    /// Makes a connection, and returns when it has ended and its socket is closed.
    private func connectOnce() async -> ConnectionEnd {
        let ended = eventLoop.makePromise(of: ConnectionEnd.self)
        eventLoop.execute { self.connection.value = ComponentConnection(self, ended: ended) }
        let end = await withTaskCancellationHandler {
            eventLoop.execute { self.connection.value?.connect() }
            return try? await ended.futureResult.get()
        } onCancel: {
            eventLoop.execute { self.connection.value?.stop() }
        }
        eventLoop.execute { self.connection.value = nil }
        return end ?? ConnectionEnd(reason: .stopped)
    }

    /// The server has accepted us.
    func connected() {
        traffic.withLock { $0.opened() }
        status.withLock { $0 = .connected(since: .now) }
        logger.notice("component \(address.domain) is connected")
    }

    /// The stream has ended, the socket is about to be closed.
    func disconnected() {
        traffic.withLock { $0.closed() }
    }
}
