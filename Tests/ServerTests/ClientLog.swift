import EventStream
import Foundation
import Synchronization

/// Everything that happened to one client, in order.
final class ClientLog: Sendable {
    enum Happening: Sendable, Equatable {
        /// A stream has begun; its right was judged somewhere in this span.
        case opened(Right.Span)
        /// An answer that is no stream. What it had shown may have been valid no longer.
        case refused(status: Int, Right.Span, isStale: Bool)
        case event(ServerSentEvent)
        /// The client gave up.
        case failed(String)
    }

    private struct State {
        var happenings: [Happening] = []
        var lastEventID = ""
        /// Changes that were done before the present request.
        var settled = 0
        /// When what it shows is over, in seconds since 1970.
        var validUntil = Double.infinity
    }

    private let state = Mutex(State())
    private let right: Right?

    init(right: Right?) {
        self.right = right
    }

    var happenings: [Happening] { state.withLock { $0.happenings } }
    var lastEventID: String { state.withLock { $0.lastEventID } }

    /// The client is about to send a request.
    func noteRequest() {
        let settled = right?.progress.lowerBound ?? 0
        state.withLock { $0.settled = settled }
    }

    /// - Parameter validUntil: when what the next request shows is over, in seconds since 1970.
    func noteToken(validUntil: Double) {
        state.withLock { $0.validUntil = validUntil }
    }

    func noteOpening() {
        let begun = right?.progress.upperBound ?? 0
        state.withLock { $0.happenings.append(.opened($0.settled...begun)) }
    }

    func noteRefusal(status: Int) {
        let begun = right?.progress.upperBound ?? 0
        // The server counts in milliseconds.
        let now = Date().timeIntervalSince1970 + 0.002
        state.withLock {
            $0.happenings.append(
                .refused(
                    status: status, $0.settled...begun, isStale: now >= $0.validUntil)
            )
        }
    }

    func note(_ event: ServerSentEvent) {
        state.withLock {
            $0.happenings.append(.event(event))
            if let id = event.id { $0.lastEventID = id }
        }
    }

    func noteFailure(_ text: String) {
        state.withLock { $0.happenings.append(.failed(text)) }
    }
}
