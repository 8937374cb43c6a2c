import PubSub
import Synchronization

/// Everything that was ever published, also what retention took.
final class History: Sendable {
    private let all = Mutex<[Entry]>([])

    var entries: [Entry] { all.withLock { $0 } }

    func add(_ entries: [Entry]) {
        all.withLock { $0 += entries }
    }
}
