import PubSub

// From rings to sockets.
extension ReaderLoop {
    /// What was offered and is not settled yet.
    struct Offers {
        var rings: [Ring] = []
        /// Members who did not take all of it.
        var full: [Int32] = []
        /// Members whose connection is gone.
        var gone: [(member: Int32, end: PeerEnd)] = []
    }

    /// Offers what is new to all members of all rings that have something new.
    func flushAll() {
        let indices = dirty
        dirty.removeAll(keepingCapacity: true)
        for index in indices {
            if let ring = rings[index] { flush(ring) }
        }
        settleOffers()
    }

    /// Offers a ring's new frames to each member that is level with it. The others get them when their
    /// socket has room.
    func flush(_ ring: Ring) {
        guard ring.isDirty else { return }
        let flushed = ring.flushed
        ring.flushed = ring.buffer.end
        ring.isMarked = false
        if ring.buffer.marks.isEmpty, ring.polls == 0 {
            offer(ring, after: flushed)
            if ring.sinks > 0 { offerToSinks(ring) }
            offers.rings.append(ring)
        } else {
            // Who ends here must not take the frames along that the next one needs.
            ring.pins += 1
            for member in ring.members where seats[member].state.isLevel { advance(member) }
            ring.pins -= 1
            relieve(ring)
        }
    }

    /// The inner loop of the whole server: one send for each reader, and nothing else of any cost.
    ///
    /// Few new bytes are kept, so that the sends of many rings can leave together.
    private func offer(_ ring: Ring, after flushed: UInt64) {
        let begin = max(flushed, ring.buffer.base)
        let end = ring.buffer.end
        guard begin < end else { return }
        ring.buffer.bytes.withUnsafeBytes { bytes in
            var news = UnsafeRawBufferPointer(rebasing: bytes[Int(begin - ring.buffer.base)...])
            let isKept = SendBatch.isSmall(news.count)
            if !isKept || !batch.hasRoom(for: news.count) { sendBatch() }
            if isKept { news = batch.keep(news) }
            for member in ring.members {
                let seat = seats[member]
                guard seat.state.isLevelSocket, seat.offset < end else { continue }
                batch.add(
                    UnsafeRawBufferPointer(rebasing: news[Int(seat.offset - begin)...]),
                    to: seat.descriptor, tag: member)
                if batch.isFull { sendOrders() }
            }
            if !isKept { sendBatch() }
        }
    }

    /// Lets the sends leave that wait. Readers who are not well after it are noted: while rings are
    /// being offered, nobody may leave one.
    private func sendOrders() {
        guard !batch.isEmpty else { return }
        let time = UInt32(truncatingIfNeeded: now)
        var sentBytes = 0
        seats.withUnsafeSeats { seats in
            batch.send { member, wanted, sent in
                switch sent {
                case .bytes(let count):
                    seats[Int(member)].offset += UInt64(count)
                    seats[Int(member)].lastSent = time
                    sentBytes += count
                    if count < wanted { offers.full.append(member) }
                case .gone(let end):
                    offers.gone.append((member, end))
                }
            }
        }
        counts.sentBytes += sentBytes
    }

    private func sendBatch() {
        sendOrders()
        batch.dropKept()
    }

    /// Brings to an end what was offered: then rings need to keep only what some reader lacks.
    func settleOffers() {
        guard !offers.rings.isEmpty else { return }
        sendBatch()
        let settled = offers
        offers = Offers()
        for member in settled.full { becomeFull(member) }
        for (member, end) in settled.gone { close(member, EndReason(end)) }
        for ring in settled.rings { relieve(ring) }
    }

    /// Sends what there is for a reader until it is level with its ring or its socket is full.
    func advance(_ index: Int32) {
        guard !seats[index].state.contains(.full) else { return }
        guard let detour = detours[index] else { return sendFromRing(index) }
        guard sendRest(of: detour, to: index) else { return }
        switch detour.next {
        case .entries(let position): follow(index, after: position)
        case .end(let reason): close(index, reason)
        case .future: unpin(index)
        case .page: break
        }
    }

    private func sendFromRing(_ index: Int32) {
        guard let ring = rings[seats[index].ring] else { return }
        let offset = seats[index].offset
        let (end, ending) = stretch(of: ring.buffer, from: offset, for: index)
        if offset < end {
            guard let count = send(ring.buffer.slice(offset..<end), to: index) else { return }
            seats[index].offset += UInt64(count)
            noteAnswered(index, bytes: count)
            guard count == Int(end - offset) else { return becomeFull(index) }
        }
        if let ending { return finish(index, ending) }
        unpin(index)
        if isDue(index) { endPoll(index, at: head) }
    }

    /// Whether everything went out.
    private func sendRest(of detour: Detour, to index: Int32) -> Bool {
        guard detour.sent < detour.rest.count else { return true }
        guard let count = send(detour.rest[detour.sent...], to: index) else { return false }
        guard detour.sent + count == detour.rest.count else {
            detours[index]?.sent += count
            becomeFull(index)
            return false
        }
        self.detour(index, Detour(rest: [], next: detour.next))
        return true
    }

    /// Sends what fits, and returns how much did; `nil`: the connection was gone, and is closed.
    func send(_ bytes: ArraySlice<UInt8>, to index: Int32) -> Int? {
        if seats[index].state.contains(.sink) {
            let count = sinks.put(Array(bytes), seat: index)
            noteSent(count, to: index)
            return count
        }
        switch bytes.withUnsafeBytes({ Kernel.send($0, to: seats[index].descriptor) }) {
        case .gone(let end):
            close(index, EndReason(end))
            return nil
        case .bytes(let count):
            noteSent(count, to: index)
            return count
        }
    }

    func noteSent(_ count: Int, to index: Int32) {
        counts.sentBytes += count
        if count > 0 { seats[index].lastSent = UInt32(truncatingIfNeeded: now) }
    }

    /// Notes that a socket takes no more; the kernel will say when it does.
    func becomeFull(_ index: Int32) {
        seats[index].state.insert(.full)
        seats[index].lastSent = UInt32(truncatingIfNeeded: now)
        pin(index)
        keepWithinBound(index)
    }

    /// Closes a reader whose rest there is no memory for: the others must not suffer for it.
    func keepWithinBound(_ index: Int32) {
        guard restBytes > configuration.memoryBytes else { return }
        if let detour = detours[index], !detour.rest.isEmpty { close(index, .memory) }
    }
}
