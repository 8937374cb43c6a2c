import Dispatch
import Foundation
import Journaling
import PubSub
import Synchronization

/// The journal's state, read on a thread of its own while the caller applies what is there already:
/// with very many items either takes about as long as the other.
///
/// Few slices wait at a time, so that the state is never in memory twice.
final class Restoration: Sendable {
    private struct State: Sendable {
        /// Oldest first.
        var slices: [[Entry]] = []
        /// Once everything has been read, or the reading failed.
        var result: Result<Void, JournalError>?
    }

    private static let sliceEntries = 1024
    private static let maximumSlices = 16

    private let state = Mutex(State())
    private let filled = DispatchSemaphore(value: 0)
    private let room = DispatchSemaphore(value: 0)

    /// Begins to read.
    init(of journal: any Journal) {
        for _ in 0..<Self.maximumSlices { room.signal() }
        let thread = Thread { [self] in read(journal) }
        thread.name = "restoration"
        thread.start()
    }

    /// Gives all that the journal's `restore` gives, in the same order. Called once.
    ///
    /// - Throws: what `restore` throws, after what it gave before.
    func forEach(_ apply: (Entry) -> Void) throws(JournalError) {
        while true {
            filled.wait()
            let (slice, result) = state.withLock { state in
                (state.slices.isEmpty ? nil : state.slices.removeFirst(), state.result)
            }
            guard let slice else {
                if let result { return try result.get() }
                continue
            }
            for entry in slice { apply(entry) }
            room.signal()
        }
    }

    private func read(_ journal: any Journal) {
        var slice: [Entry] = []
        do throws(JournalError) {
            try journal.restore { entry in
                slice.append(entry)
                guard slice.count == Self.sliceEntries else { return }
                give(slice)
                slice = []
                slice.reserveCapacity(Self.sliceEntries)
            }
            give(slice)
            end(.success(()))
        } catch {
            give(slice)
            end(.failure(error))
        }
    }

    private func give(_ slice: [Entry]) {
        room.wait()
        state.withLock { $0.slices.append(slice) }
        filled.signal()
    }

    private func end(_ result: Result<Void, JournalError>) {
        state.withLock { $0.result = result }
        filled.signal()
    }
}
