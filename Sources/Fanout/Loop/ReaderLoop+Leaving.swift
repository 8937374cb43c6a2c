// How streams end.
extension ReaderLoop {
    /// How far a shutdown is.
    struct Shutdown {
        /// When whoever is still there is cut off, in the loop's milliseconds.
        let deadline: Int64
        var completions: [@Sendable () -> Void]
    }

    /// Ends a stream in order, after whole frames.
    func finish(_ index: Int32, _ reason: EndReason) {
        guard let ring = rings[seats[index].ring] else { return }
        finish(index, saying: ring.encoder.end, reason)
    }

    /// Ends the stream of a reader who has met the end of its node, or of its right to read it.
    func finish(_ index: Int32, _ ending: Ending) {
        guard let ring = rings[seats[index].ring] else { return }
        finish(index, saying: ring.encoder.farewell(ending), .node)
    }

    private func finish(_ index: Int32, saying last: [UInt8], _ reason: EndReason) {
        detour(index, Detour(rest: last, next: .end(reason)))
        advance(index)
    }

    /// Lets go of a reader, whatever it has got.
    func close(_ index: Int32, _ reason: EndReason) {
        let seat = seats[index]
        unpin(index)
        if seat.state.contains(.polling) { rings[seat.ring]?.polls -= 1 }
        endDetour(index)
        if rights.removeValue(forKey: index) != nil { rings[seat.ring]?.holders -= 1 }
        if seat.state.contains(.sink) {
            sinks.end(seat: index, SinkEnding(reason))
            rings[seat.ring]?.sinks -= 1
        } else {
            poller.remove(seat.descriptor)
            Kernel.close(seat.descriptor)
        }
        if let ring = rings[seat.ring] {
            if let moved = ring.remove(at: seat.indexInRing) {
                seats[moved].indexInRing = seat.indexInRing
            }
            if ring.members.isEmpty {
                empty(ring)
                rings.remove(seat.ring)
            }
        }
        seats.remove(index)
        counts.ended.add(reason)
        if seat.account >= 0 { ended.append(seat.account) }
    }

    /// Says whose readers have ended.
    func giveBackAccounts() {
        guard !ended.isEmpty else { return }
        onEnd(ended)
        ended.removeAll(keepingCapacity: ended.count < 1024)
    }

    /// Ends all streams, and calls back when they have ended or their time is over.
    func shutDown(_ completion: @escaping @Sendable () -> Void) {
        guard shutdown == nil else {
            shutdown?.completions.append(completion)
            return
        }
        flushAll()
        shutdown = Shutdown(
            deadline: now + configuration.shutdownTimeout.milliseconds, completions: [completion])
        for index in seats.indices where seats.isTaken(index) {
            // It has no id: a reader who lags keeps its cursor, and gets the rest when it comes back.
            guard let encoder = rings[seats[index].ring]?.encoder else { continue }
            interject(encoder.stream(.shutdown, at: nil), to: index, thenEnding: .shutdown)
        }
    }

    /// Lets a reader finish the frame that it has begun, and sends it another one out of turn, after
    /// which it goes on where it was or ends. A stream that ends already is left alone.
    func interject(_ frame: [UInt8], to index: Int32, thenEnding reason: EndReason? = nil) {
        guard let ring = rings[seats[index].ring] else { return }
        if detours[index] == nil { leave(ring.buffer, at: seats[index].offset, index) }
        guard let detour = detours[index] else { return }
        if case .end = detour.next { return }
        var rest = detour.rest[detour.sent...] + frame
        guard let reason else {
            self.detour(index, Detour(rest: Array(rest), next: detour.next))
            return advance(index)
        }
        rest += ring.encoder.end
        endDetour(index)
        self.detour(index, Detour(rest: Array(rest), next: .end(reason)))
        advance(index)
    }

    var isOver: Bool {
        guard let shutdown else { return false }
        return seats.count == 0 && sinks.openCount == 0 || now >= shutdown.deadline
    }

    /// The last thing that a loop does.
    func leave() {
        for index in seats.indices.reversed() where seats.isTaken(index) { close(index, .shutdown) }
        for letter in mailbox.close() {
            switch letter {
            case .reader(let reader): turnAway(reader)
            case .shutDown(let completion): shutdown?.completions.append(completion)
            case .entries, .page, .delivered, .sinkClosed: break
            }
        }
        giveBackAccounts()
        sinks.handOver()
        counts.readers = 0
        counts.rings = 0
        counts.bufferedBytes = ringBytes + restBytes
        mailbox.counts = counts
        for completion in shutdown?.completions ?? [] { completion() }
    }
}

extension HubCounts.Ended {
    fileprivate mutating func add(_ reason: EndReason) {
        switch reason {
        case .client: byClient += 1
        case .node: byNode += 1
        case .stall: byStall += 1
        case .memory: byMemory += 1
        case .lag: byLag += 1
        case .poll: byPoll += 1
        case .journal: byJournal += 1
        case .shutdown: byShutdown += 1
        case .expiry: byExpiry += 1
        }
    }
}
