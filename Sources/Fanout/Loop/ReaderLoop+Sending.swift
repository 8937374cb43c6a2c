import PubSub

// From rings to sockets.
extension ReaderLoop {
    /// Offers what is new to all members of all rings that have something new.
    func flushAll() {
        let indices = dirty
        dirty.removeAll(keepingCapacity: true)
        for index in indices {
            if let ring = rings[index] { flush(ring) }
        }
    }

    /// Offers a ring's new frames to each member that is level with it. The others get them when their
    /// socket has room.
    func flush(_ ring: Ring) {
        guard ring.isDirty else { return }
        ring.flushed = ring.buffer.end
        ring.isMarked = false
        if ring.buffer.marks.isEmpty, ring.polls == 0 {
            offer(ring)
            if ring.sinks > 0 { offerToSinks(ring) }
        } else {
            // Who ends here must not take the frames along that the next one needs.
            ring.pins += 1
            for member in ring.members where seats[member].state.isLevel { advance(member) }
            ring.pins -= 1
        }
        relieve(ring)
    }

    /// The inner loop of the whole server: one call for each reader, and nothing else of any cost.
    private func offer(_ ring: Ring) {
        let base = ring.buffer.base
        let end = ring.buffer.end
        let time = UInt32(truncatingIfNeeded: now)
        let members = ring.members
        var full: [Int32] = []
        var gone: [Int32] = []
        var sentBytes = 0
        ring.buffer.bytes.withUnsafeBytes { bytes in
            seats.withUnsafeSeats { seats in
                for member in members {
                    let seat = seats.baseAddress.unsafelyUnwrapped + Int(member)
                    guard seat.pointee.state.isLevelSocket, seat.pointee.offset < end else {
                        continue
                    }
                    let news = UnsafeRawBufferPointer(
                        rebasing: bytes[Int(seat.pointee.offset - base)...])
                    switch Kernel.send(news, to: seat.pointee.descriptor) {
                    case .bytes(let count):
                        seat.pointee.offset += UInt64(count)
                        seat.pointee.lastSent = time
                        sentBytes += count
                        if count < news.count { full.append(member) }
                    case .gone:
                        gone.append(member)
                    }
                }
            }
        }
        counts.sentBytes += sentBytes
        for member in full { becomeFull(member) }
        for member in gone { close(member, .client) }
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
        let (end, isLast) = stretch(of: ring.buffer, from: offset, for: index)
        if offset < end {
            guard let count = send(ring.buffer.slice(offset..<end), to: index) else { return }
            seats[index].offset += UInt64(count)
            noteAnswered(index, bytes: count)
            guard count == Int(end - offset) else { return becomeFull(index) }
        }
        if isLast { return finish(index, .node) }
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
        case .gone:
            close(index, .client)
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
        if let detour = detours[index], !detour.rest.isEmpty { close(index, .stall) }
    }
}
