import Synchronization

/// What the bodies of all requests take together, each from its first byte to its answer: however many
/// clients publish at once, and however slow the disk is.
final class RequestMemory: Sendable {
    private let maximum: Int
    private let held = Atomic<Int>(0)

    /// - Parameter maximum: in bytes.
    init(maximum: Int) {
        self.maximum = maximum
    }

    /// Bytes that are taken.
    var bytes: Int { held.load(ordering: .relaxed) }

    /// `false`: there is no room for so many bytes more, and none are taken.
    func take(_ count: Int) -> Bool {
        let after = held.add(count, ordering: .relaxed).newValue
        guard after > maximum else { return true }
        giveBack(count)
        return false
    }

    func giveBack(_ count: Int) {
        held.subtract(count, ordering: .relaxed)
    }
}
