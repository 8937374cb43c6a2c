// What happens because of time alone: heartbeats, and the end of readers who take nothing.
extension ReaderLoop {
    /// Where the loop is in looking over its seats. There is no timer for each reader: all seats are
    /// looked over again and again, some at a time, so that nobody waits for a sweep.
    struct Sweep {
        var next: Int32 = 0
        var isUnderWay = false
        /// When the next one begins, in the loop's milliseconds.
        var dueAt: Int64 = 0

        /// How long it may take, in milliseconds, until a reader's time is found to be over.
        static let expiryDelay: Int64 = 250

        func timeout(now: Int64) -> Int64 {
            isUnderWay ? 0 : max(0, dueAt - now)
        }

        /// A reader has come whose time is limited.
        mutating func hasten(now: Int64) {
            dueAt = min(dueAt, now + Self.expiryDelay)
        }
    }

    /// Looks over some seats, when it is time.
    func sweepOn() {
        guard sweep.isUnderWay || now >= sweep.dueAt, shutdown == nil else { return }
        sweep.isUnderWay = true
        let heartbeat = UInt32(clamping: configuration.heartbeat.milliseconds)
        let stall = UInt32(clamping: configuration.stallTimeout.milliseconds)
        let time = UInt32(truncatingIfNeeded: now)
        var acts = 0
        let end = min(sweep.next + 16_384, seats.indices.upperBound)
        while sweep.next < end, acts < 512 {
            defer { sweep.next += 1 }
            guard seats.isTaken(sweep.next) else { continue }
            if seats[sweep.next].state.contains(.hasRights), keepTime(sweep.next) {
                acts += 1
                continue
            }
            let silence = time &- seats[sweep.next].lastSent
            let state = seats[sweep.next].state
            if state.contains(.full), silence >= stall {
                close(sweep.next, .stall)
            } else if state.contains(.pinning), isOverdue(sweep.next) {
                endLagging(sweep.next)
            } else if state.contains(.full) {
                continue
            } else if state.contains(.polling) {
                guard isDue(sweep.next) else { continue }
                endPollInTime(sweep.next)
            } else {
                guard silence >= heartbeat else { continue }
                beat(sweep.next)
            }
            acts += 1
        }
        guard sweep.next >= seats.indices.upperBound else { return }
        let period = min(configuration.heartbeat, configuration.stallTimeout).milliseconds / 16
        sweep = Sweep(dueAt: now + max(10, period))
        if !rights.isEmpty { sweep.hasten(now: now) }
    }

    /// Warns a reader whose time is nearly over, or ends its stream. Returns whether it did.
    private func keepTime(_ index: Int32) -> Bool {
        guard let held = rights[index], let encoder = rings[seats[index].ring]?.encoder else {
            return false
        }
        if let endsAt = held.endsAt, now >= endsAt {
            rights[index]?.endsAt = nil
            rights[index]?.warnsAt = nil
            interject([], to: index, thenEnding: .expiry)
            return true
        }
        guard let warnsAt = held.warnsAt, now >= warnsAt, let moment = held.moment else {
            return false
        }
        rights[index]?.warnsAt = nil
        interject(encoder.stream(.expiring(at: moment), at: nil), to: index)
        return true
    }

    /// Sends an empty comment to a reader who has everything there is for it, or waits for the journal.
    private func beat(_ index: Int32) {
        guard let ring = rings[seats[index].ring] else { return }
        let next = detours[index]?.next ?? .entries(after: ring.buffer.last)
        let comment = ring.encoder.comment("")
        guard let count = send(comment[...], to: index), count < comment.count else { return }
        detour(index, Detour(rest: Array(comment[count...]), next: next))
        becomeFull(index)
    }
}
