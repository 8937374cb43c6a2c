import PubSub

// What comes from other threads: readers, and entries.
extension ReaderLoop {
    /// Gives a reader a seat and begins to send.
    func seat(_ reader: Reader) {
        guard shutdown == nil else { return turnAway(reader) }
        let ring = rings.index(of: reader.selection, head: head)
        let id = seats.insert(
            Seat(
                descriptor: Seat.noSocket, generation: 0, ring: ring, indexInRing: 0,
                offset: .max, openedAt: reader.openedAt,
                lastSent: UInt32(truncatingIfNeeded: now), account: reader.account ?? -1,
                state: []))
        seats[id.index].indexInRing = rings[ring]?.add(id.index) ?? 0
        counts.accepted += 1
        if !reader.standings.isEmpty || reader.expiry != nil { grant(reader, to: id.index) }
        if let poll = reader.poll { begin(poll, id.index) }
        guard connect(reader.output, to: id) else { return close(id.index, .stall) }
        detour(id.index, Detour(rest: reader.preamble, next: .entries(after: reader.cursor)))
        advance(id.index)
    }

    private func grant(_ reader: Reader, to index: Int32) {
        seats[index].state.insert(.hasRights)
        rights[index] = Rights(
            reader.standings, openedAt: reader.openedAt, expiry: reader.expiry, now: now)
        rings[seats[index].ring]?.holders += 1
        if reader.expiry != nil { sweep.hasten(now: now) }
    }

    /// Lets a seat have its output. `false`: the system watches no more sockets.
    private func connect(_ output: Reader.Output, to id: SeatID) -> Bool {
        switch output {
        case .socket(let descriptor):
            Kernel.prepare(descriptor, acknowledgingWithin: configuration.stallTimeout)
            seats[id.index].descriptor = descriptor
            return poller.add(descriptor, word: id.word)
        case .sink(let sink, let port):
            seats[id.index].state.insert(.sink)
            rings[seats[id.index].ring]?.sinks += 1
            sinks.add(sink, port, seat: id.index)
            return true
        }
    }

    /// Lets go of a reader who comes too late. The connection of a sink is waited for all the same.
    func turnAway(_ reader: Reader) {
        if case .sink = reader.output { sinks.refused() }
        reader.output.refuse()
        if let account = reader.account { ended.append(account) }
    }

    /// Appends an entry's frame to the rings that follow its node, encoded once in each dress.
    func append(_ entry: Entry) {
        guard shutdown == nil else { return }
        head = entry.position
        // There are few dresses: to search them takes less than to hash one.
        var frames: [(encoder: FrameEncoder, frame: [UInt8]?)] = []
        for index in rings.following(entry.address) {
            guard let ring = rings[index] else { continue }
            let frame: [UInt8]?
            if let known = frames.first(where: { $0.encoder == ring.encoder }) {
                frame = known.frame
            } else {
                frame = encode(entry, with: ring.encoder)
                frames.append((ring.encoder, frame))
            }
            append(frame, of: entry, to: ring, at: index)
        }
    }

    /// The frame of an entry, if readers see anything of it.
    func encode(_ entry: Entry, with encoder: FrameEncoder) -> [UInt8]? {
        guard let frame = encoder.frame(entry) else { return nil }
        counts.frames += 1
        return frame
    }

    private func append(_ frame: [UInt8]?, of entry: Entry, to ring: Ring, at index: Int32) {
        admitEarly(to: ring, before: entry.position)
        let wasDirty = ring.isDirty
        if let frame {
            ring.buffer.append(frame, at: entry.position)
            ringBytes += frame.count
        }
        ring.mark(entry)
        if ring.isDirty, !wasDirty { dirty.append(index) }
        if ring.buffer.end - ring.flushed > Self.largestFlush {
            flush(ring)
            settleOffers()
        }
    }

    /// A backlog goes out in pieces of about this many bytes: more does not make a call cheaper.
    private static var largestFlush: UInt64 { 256 * 1024 }
}
