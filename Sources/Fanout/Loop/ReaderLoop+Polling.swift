import PubSub

// Responses that end as soon as they hold something, for clients who look at them only then.
extension ReaderLoop {
    func begin(_ poll: Reader.Poll, _ index: Int32) {
        let wait = UInt32(clamping: poll.wait.milliseconds)
        seats[index].deadline = UInt32(truncatingIfNeeded: now) &+ wait
        seats[index].state.insert(.polling)
        if poll.isAnswered { seats[index].state.insert(.answered) }
        rings[seats[index].ring]?.polls += 1
    }

    /// Notes that entries went out, in part at least.
    func noteAnswered(_ index: Int32, bytes: Int) {
        guard bytes > 0, seats[index].state.contains(.polling) else { return }
        seats[index].state.insert(.answered)
    }

    /// Whether a poll is to end once what was sent is whole.
    func isDue(_ index: Int32) -> Bool {
        guard seats[index].state.contains(.polling) else { return false }
        let remaining = seats[index].deadline &- UInt32(truncatingIfNeeded: now)
        return seats[index].state.contains(.answered) || Int32(bitPattern: remaining) <= 0
    }

    /// Ends the response of a reader that was sent everything up to a position.
    func endPoll(_ index: Int32, at position: Position) {
        guard let ring = rings[seats[index].ring] else { return }
        let last = ring.encoder.stream(.polled(next: position), at: position) + ring.encoder.end
        endDetour(index)
        detour(index, Detour(rest: last, next: .end(.poll)))
        advance(index)
    }

    /// Ends a response to which nothing came in its time. Who waits for the journal gets its page.
    func endPollInTime(_ index: Int32) {
        switch detours[index]?.next {
        case nil: endPoll(index, at: head)
        case .future(let after): endPoll(index, at: after)
        case .entries, .page, .end: break
        }
    }
}
