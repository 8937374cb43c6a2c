import Synchronization

/// A right that comes and goes: what was done to it, in order, and where the journal has it.
///
/// One task changes it, so that at most one change is under way. Clients note how far it was before they
/// asked, and after they were answered: the server judged them somewhere in between.
final class Right: Sendable {
    struct Change: Sendable {
        var isGranted: Bool
        /// `nil`: it is under way.
        var position: Int64?
    }

    /// The numbers of changes that a judgement may have known: no fewer than were done before it was asked
    /// for, no more than were begun when it was there.
    typealias Span = ClosedRange<Int>

    private let state: Mutex<[Change]>
    private let isGrantedAtFirst: Bool

    init(isGrantedAtFirst: Bool) {
        self.isGrantedAtFirst = isGrantedAtFirst
        state = Mutex([])
    }

    var changes: [Change] { state.withLock { $0 } }

    var isGranted: Bool { state.withLock { $0.last?.isGranted } ?? isGrantedAtFirst }

    /// How many changes are done, and how many are begun.
    var progress: Span {
        state.withLock { changes in
            changes.count { $0.position != nil }...changes.count
        }
    }

    /// Changes it by what the body asks of the server, which gives the position of the change.
    func set(_ isGranted: Bool, by change: () async throws -> Int64) async throws {
        let index = state.withLock { changes in
            changes.append(Change(isGranted: isGranted))
            return changes.count - 1
        }
        let position = try await change()
        state.withLock { $0[index].position = position }
    }

    /// Whether it can have been so when somebody was judged.
    func canHaveBeen(_ isGranted: Bool, within span: Span) -> Bool {
        let changes = changes
        return span.contains { number in
            (number == 0 ? isGrantedAtFirst : changes[number - 1].isGranted) == isGranted
        }
    }

    /// Where it first ended after so many changes.
    func firstEnd(after number: Int) -> Int64? {
        changes.dropFirst(number).first { !$0.isGranted }?.position
    }
}
