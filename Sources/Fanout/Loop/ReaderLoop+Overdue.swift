import PubSub

// Readers whom their ring has left behind: how far, and what becomes of them.
extension ReaderLoop {
    /// Takes a reader out of its ring, which keeps no more for it.
    func fallBehind(_ index: Int32, _ ring: Ring) {
        let lag = lag(behind: place(of: seats[index].offset, in: ring.buffer), ring)
        leave(ring.buffer, at: seats[index].offset, index)
        guard case .entries = detours[index]?.next else { return }
        switch configuration.slowReaders {
        case .close:
            interject(ring.encoder.stream(.overdue(lag), at: nil), to: index, thenEnding: .lag)
        case .catchUp: tell(index, of: lag, ring)
        }
    }

    /// Says that the reader is late, once until it is level again. The news has no id, as it moves
    /// nobody's cursor; and it does not leave at once, for the ring is about to drop what comes after.
    private func tell(_ index: Int32, of lag: Lag, _ ring: Ring) {
        guard !seats[index].state.contains(.told), var detour = detours[index] else { return }
        seats[index].state.insert(.told)
        counts.lags += 1
        detour.rest += ring.encoder.stream(.lagged(lag), at: nil)
        self.detour(index, detour)
    }

    /// Whether a reader has fallen behind by more than is allowed.
    func isOverdue(_ index: Int32) -> Bool {
        guard let ring = rings[seats[index].ring] else { return false }
        if case .end = detours[index]?.next { return false }
        return lag(of: index, ring)?.exceeds(configuration.maximumLag) ?? false
    }

    /// Ends the stream of a reader that is overdue, after the frame that it has begun.
    func endLagging(_ index: Int32) {
        guard let ring = rings[seats[index].ring], let lag = lag(of: index, ring) else { return }
        interject(ring.encoder.stream(.overdue(lag), at: nil), to: index, thenEnding: .lag)
    }

    /// Ends the stream of a reader whose page of the journal cannot be had. If retention has overtaken a
    /// reader that lagged, it was too slow, and is told so.
    func endUnread(_ index: Int32, _ page: ReplayPage) {
        guard case .lost = page, let ring = rings[seats[index].ring], let lag = lag(of: index, ring)
        else { return finish(index, .journal) }
        interject(ring.encoder.stream(.overdue(lag), at: nil), to: index, thenEnding: .journal)
    }

    /// `nil` for a reader that has not met its ring yet: it is not slow, it was away.
    private func lag(of index: Int32, _ ring: Ring) -> Lag? {
        guard let detour = detours[index] else {
            return lag(behind: place(of: seats[index].offset, in: ring.buffer), ring)
        }
        return detour.place.map { lag(behind: $0, ring) }
    }

    private func lag(behind place: RingPlace, _ ring: Ring) -> Lag {
        Lag(
            entries: ring.buffer.appended - place.count,
            bytes: Int(ring.buffer.end) - Int(place.offset))
    }

    private func place(of offset: UInt64, in buffer: FrameBuffer) -> RingPlace {
        RingPlace(offset: offset, count: buffer.count(before: offset))
    }

    /// How far a reader has come at an offset of a buffer: its ring's, which it leaves, or a page of the
    /// journal, whose frames are those that the ring had.
    func place(of index: Int32, at offset: UInt64, in buffer: FrameBuffer) -> RingPlace? {
        let place = place(of: offset, in: buffer)
        guard seats[index].state.contains(.detoured) else { return place }
        return detours[index]?.place.map {
            RingPlace(offset: $0.offset + place.offset, count: $0.count + place.count)
        }
    }
}
