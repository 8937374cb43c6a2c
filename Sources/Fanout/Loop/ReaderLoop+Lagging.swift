import PubSub

// What rings keep for members who lag, and how far.
extension ReaderLoop {
    /// Lets the ring keep its frames for a member.
    func pin(_ index: Int32) {
        guard !seats[index].state.contains(.pinning) else { return }
        seats[index].state.insert(.pinning)
        rings[seats[index].ring]?.pins += 1
        counts.lagging += 1
    }

    /// A member is level with its ring, or leaves it.
    func unpin(_ index: Int32) {
        guard seats[index].state.contains(.pinning), let ring = rings[seats[index].ring] else {
            return
        }
        seats[index].state.subtract([.pinning, .told])
        ring.pins -= 1
        counts.lagging -= 1
        if ring.pins == 0, !ring.isDirty { empty(ring) }
    }

    /// After a flush: drops the frames that nobody needs, and those that the bounds do not allow.
    func relieve(_ ring: Ring) {
        if ring.pins == 0 {
            empty(ring)
        } else if ringBytes + restBytes > configuration.memoryBytes {
            drop(before: ring.buffer.end, from: ring)
        } else if ring.buffer.bytes.count > configuration.ringBytes {
            drop(before: ring.buffer.base(keeping: configuration.ringBytes / 2), from: ring)
        }
    }

    func empty(_ ring: Ring) {
        ringBytes -= ring.buffer.bytes.count
        ring.buffer.dropAll()
    }

    /// Drops frames though members need them: these go on in the journal.
    private func drop(before base: UInt64, from ring: Ring) {
        for member in ring.members where seats[member].offset < base {
            fallBehind(member, ring)
            keepWithinBound(member)
        }
        let size = ring.buffer.bytes.count
        ring.buffer.drop(before: base)
        ringBytes -= size - ring.buffer.bytes.count
    }

    /// Lets members join whose place is before this entry, but after the one before it.
    func admitEarly(to ring: Ring, before position: Position) {
        let early = ring.early
        ring.early = []
        for member in early {
            guard let detour = detours[member], case .future(let after) = detour.next else {
                continue
            }
            guard after < position else {
                ring.early.append(member)
                continue
            }
            detours[member]?.next = .entries(after: after)
            if detour.sent < detour.rest.count {
                // Its preamble is not out yet: the frames stay until it is.
                pin(member)
            } else {
                endDetour(member)
                seats[member].offset = ring.buffer.end
            }
        }
    }
}
