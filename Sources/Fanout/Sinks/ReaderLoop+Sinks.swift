// Readers whose bytes go to a sink: the same seats, cursors and rings, with a window in the place of a
// socket's buffer.
extension ReaderLoop {
    /// Offers a ring's new frames to the members with sinks that are level with it.
    func offerToSinks(_ ring: Ring) {
        let end = ring.buffer.end
        var news: (offset: UInt64, bytes: [UInt8]) = (end, [])
        for member in ring.members {
            let state = seats[member].state
            guard state.contains(.sink), state.isLevel else { continue }
            let offset = seats[member].offset
            guard offset < end else { continue }
            if news.offset != offset {
                news = (offset, Array(ring.buffer.slice(offset..<end)))
            }
            let count = sinks.put(news.bytes, seat: member)
            noteSent(count, to: member)
            seats[member].offset += UInt64(count)
            if count < news.bytes.count { becomeFull(member) }
        }
    }

    /// A sink's peer has taken bytes: there is room again.
    func receive(delivered count: Int, number: UInt64) {
        guard let index = sinks.delivered(count, number: number),
            seats[index].state.contains(.full)
        else { return }
        seats[index].state.remove(.full)
        advance(index)
    }

    func receiveClosedSink(_ end: PeerEnd, number: UInt64) {
        if let index = sinks.closed(number: number) { close(index, EndReason(end)) }
    }
}

extension SinkEnding {
    init(_ reason: EndReason) {
        switch reason {
        case .node, .lag, .poll, .journal, .shutdown, .expiry: self = .inOrder
        case .client, .stall, .memory: self = .cut
        }
    }
}
