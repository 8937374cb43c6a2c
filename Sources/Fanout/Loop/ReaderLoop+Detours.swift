import PubSub

// Readers who have something to get that is not in their ring.
extension ReaderLoop {
    /// Sends a reader on a detour, or on another one.
    func detour(_ index: Int32, _ detour: Detour) {
        restBytes += detour.rest.count - (detours[index]?.rest.count ?? 0)
        let place = detours[index]?.place
        detours[index] = detour
        if detour.place == nil { detours[index]?.place = place }
        seats[index].offset = .max
        seats[index].state.insert(.detoured)
        pin(index)
    }

    func endDetour(_ index: Int32) {
        guard let detour = detours.removeValue(forKey: index) else { return }
        restBytes -= detour.rest.count
        seats[index].state.remove(.detoured)
        if case .future = detour.next { rings[seats[index].ring]?.early.removeAll { $0 == index } }
    }

    /// Takes a reader out of a buffer that will go: it keeps the rest of the frame that it has begun,
    /// and the place after it.
    func leave(_ buffer: FrameBuffer, at offset: UInt64, _ index: Int32) {
        let (cursor, frameEnd) = buffer.place(of: offset)
        let (end, ending) = stretch(of: buffer, from: offset, for: index)
        var rest = Array(buffer.slice(offset..<frameEnd))
        let place = place(of: index, at: frameEnd, in: buffer)
        if let ending, end == frameEnd, let ring = rings[seats[index].ring] {
            rest += ring.encoder.farewell(ending)
            detour(index, Detour(rest: rest, next: .end(.node)))
        } else {
            detour(index, Detour(rest: rest, next: .entries(after: cursor), place: place))
        }
    }

    /// Goes on after a position: in the ring, or where that does not reach back so far, in the journal.
    func follow(_ index: Int32, after position: Position) {
        guard let ring = rings[seats[index].ring] else { return }
        if seats[index].state.contains(.answered) {
            endPoll(index, at: position)
        } else if position > head {
            detours[index]?.next = .future(after: position)
            ring.early.append(index)
            unpin(index)
            if isDue(index) { endPoll(index, at: position) }
        } else if position >= ring.buffer.start, knowsRights(ring, after: position, index) {
            endDetour(index)
            seats[index].offset = ring.buffer.offset(after: position)
            advance(index)
        } else {
            ask(index, ring, after: position)
        }
    }

    /// Whether all changes of rights that may concern the reader are in its ring.
    private func knowsRights(_ ring: Ring, after position: Position, _ index: Int32) -> Bool {
        !seats[index].state.contains(.hasRights) || position >= ring.unmarked
    }

    /// How far a reader at an offset may read, and why its stream ends there, if it does.
    func stretch(
        of buffer: FrameBuffer, from offset: UInt64, for index: Int32
    ) -> (end: UInt64, ending: Ending?) {
        guard let holder = rights.index(forKey: index) else {
            return buffer.stretch(from: offset, openedAt: seats[index].openedAt)
        }
        return buffer.stretch(for: &rights.values[holder])
    }

    /// Asks for a page of the journal, together with whoever asks for the same one.
    private func ask(_ index: Int32, _ ring: Ring, after position: Position) {
        let number =
            ring.pages[position] ?? requests.add(ring: seats[index].ring, after: position)
        ring.pages[position] = number
        requests.join(number, SeatID(index: index, generation: seats[index].generation))
        detours[index]?.next = .page(after: position, number: number)
        beginRequests()
    }

    private func beginRequests() {
        while let request = requests.begin() {
            guard let ring = rings[request.ring], isAwaited(request) else {
                endRequest(request.number)
                continue
            }
            counts.replays += 1
            let number = request.number
            replay(ring.selection.addresses, request.after, head) { [mailbox] page in
                _ = mailbox.post(.page(page, number: number))
            }
        }
    }

    private func isAwaited(_ request: PageRequests.Request) -> Bool {
        request.readers.contains { awaits($0, request.number) }
    }

    private func awaits(_ id: SeatID, _ number: UInt64) -> Bool {
        guard seats.isCurrent(id), case .page(_, number) = detours[id.index]?.next else {
            return false
        }
        return true
    }

    @discardableResult
    private func endRequest(_ number: UInt64) -> PageRequests.Request? {
        guard let request = requests.end(number) else { return nil }
        // A ring may have gone, and another one be at its place.
        if let ring = rings[request.ring], ring.pages[request.after] == number {
            ring.pages[request.after] = nil
        }
        return request
    }

    /// Sends a page of the journal to all who wait for it.
    func receive(_ page: ReplayPage, number: UInt64) {
        guard let request = endRequest(number) else { return }
        defer { beginRequests() }
        let readers = request.readers.filter { awaits($0, number) }
        guard !readers.isEmpty, let ring = rings[request.ring] else { return }
        guard case .entries(let entries, let through) = page, through > request.after else {
            for reader in readers { endUnread(reader.index, page) }
            return
        }
        var buffer = FrameBuffer(start: request.after)
        for entry in entries where entry.position > request.after && entry.position <= through {
            if let frame = encode(entry, with: ring.encoder) {
                buffer.append(frame, at: entry.position)
            }
            if entry.change.concernsRights { buffer.mark(entry.change, at: entry.position) }
        }
        for reader in readers { send(buffer, through: through, to: reader.index) }
    }

    /// Sends a page to one reader, who keeps nothing of it but the rest of a half-sent frame: what the
    /// socket does not take now is read anew when it does.
    private func send(_ page: FrameBuffer, through position: Position, to index: Int32) {
        guard !seats[index].state.contains(.full) else {
            detours[index]?.next = .entries(after: page.start)
            return
        }
        let (end, ending) = stretch(of: page, from: 0, for: index)
        if end > 0 {
            guard let count = send(page.slice(0..<end), to: index) else { return }
            noteAnswered(index, bytes: count)
            guard count == Int(end) else {
                leave(page, at: UInt64(count), index)
                return becomeFull(index)
            }
        }
        let place = place(of: index, at: end, in: page)
        detours[index]?.place = place
        if let ending { finish(index, ending) } else { follow(index, after: position) }
    }
}
