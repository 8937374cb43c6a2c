import PubSub

/// Encoded frames in order of their entries, addressed by offsets that only grow.
///
/// It knows everything of its nodes after `start`. Frames are appended at the end and dropped from the
/// front; an offset that somebody holds stays right, or is below `base`.
struct FrameBuffer {
    /// A frame: the entry's position and the offset behind its last byte.
    struct Frame {
        var position: Position
        var end: UInt64
    }

    private(set) var bytes: [UInt8] = []
    /// The offset of the first byte.
    private(set) var base: UInt64 = 0
    private(set) var frames: [Frame] = []
    /// The frames that end the stream of whoever was let in before them.
    private(set) var endings: [Frame] = []
    /// All entries of the nodes after it are here.
    private(set) var start: Position

    init(start: Position) {
        self.start = start
    }

    /// The offset behind the last byte.
    var end: UInt64 { base + UInt64(bytes.count) }

    /// The position of the last frame that ever was.
    var last: Position { frames.last?.position ?? start }

    mutating func append(_ frame: [UInt8], at position: Position, isEnding: Bool) {
        bytes.append(contentsOf: frame)
        frames.append(Frame(position: position, end: end))
        if isEnding { endings.append(Frame(position: position, end: end)) }
    }

    /// What `base` will be when frames are dropped until no more than so many bytes are left.
    func base(keeping count: Int) -> UInt64 {
        guard bytes.count > count else { return base }
        let index = frames.partition { end - $0.end <= UInt64(count) }
        return index < frames.count ? frames[index].end : base
    }

    /// Drops the frames before an offset where one begins.
    mutating func drop(before newBase: UInt64) {
        let kept = frames.partition { $0.end > newBase }
        guard kept > 0 else { return }
        start = frames[kept - 1].position
        bytes.removeSubrange(..<Int(newBase - base))
        base = newBase
        frames.removeSubrange(..<kept)
        endings.removeAll { $0.end <= newBase }
    }

    /// Drops everything, and most of the memory when it was much.
    mutating func dropAll() {
        start = last
        base = end
        let isLarge = bytes.capacity > 4096
        bytes.removeAll(keepingCapacity: !isLarge)
        frames.removeAll(keepingCapacity: !isLarge)
        endings.removeAll()
    }

    /// Where the first entry after a position begins, which is not before `start`.
    func offset(after position: Position) -> UInt64 {
        let index = frames.partition { $0.position > position }
        return index == 0 ? base : frames[index - 1].end
    }

    /// The bytes between two offsets.
    func slice(_ range: Range<UInt64>) -> ArraySlice<UInt8> {
        bytes[Int(range.lowerBound - base)..<Int(range.upperBound - base)]
    }

    /// How far a reader at an offset may read who was let in at a position, and whether its stream
    /// ends there.
    func stretch(from offset: UInt64, openedAt: Position) -> (end: UInt64, isLast: Bool) {
        for ending in endings where ending.end > offset && ending.position > openedAt {
            return (ending.end, true)
        }
        return (end, false)
    }

    /// What a reader at an offset has: the last entry that it got wholly or in part, and where that
    /// entry's frame ends.
    func place(of offset: UInt64) -> (cursor: Position, frameEnd: UInt64) {
        let index = frames.partition { $0.end > offset }
        let begin = index == 0 ? base : frames[index - 1].end
        guard offset == begin else { return (frames[index].position, frames[index].end) }
        return (index == 0 ? start : frames[index - 1].position, offset)
    }
}

extension [FrameBuffer.Frame] {
    /// The first index whose frame fits; all frames after it fit too.
    fileprivate func partition(_ fits: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if fits(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
