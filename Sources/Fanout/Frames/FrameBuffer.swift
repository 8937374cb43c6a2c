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

    /// A change of rights, and the offset behind its frame or, where readers see nothing of it, behind
    /// the frame before.
    struct Mark {
        var change: Change
        var position: Position
        var end: UInt64
    }

    private(set) var bytes: [UInt8] = []
    /// The offset of the first byte.
    private(set) var base: UInt64 = 0
    private(set) var frames: [Frame] = []
    /// The changes that may end the stream of whoever was let in before them.
    private(set) var marks: [Mark] = []
    /// How many frames were dropped before the first.
    private(set) var dropped = 0
    /// All entries of the nodes after it are here.
    private(set) var start: Position
    /// The position of the last frame or mark that ever was.
    private(set) var last: Position

    init(start: Position) {
        self.start = start
        last = start
    }

    /// The offset behind the last byte.
    var end: UInt64 { base + UInt64(bytes.count) }

    mutating func append(_ frame: [UInt8], at position: Position) {
        bytes.append(contentsOf: frame)
        frames.append(Frame(position: position, end: end))
        last = position
    }

    /// Notes a change of rights, after its frame if it has one.
    mutating func mark(_ change: Change, at position: Position) {
        marks.append(Mark(change: change, position: position, end: end))
        last = position
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
        marks.removeAll { $0.position <= start }
        dropped += kept
    }

    /// Drops everything, and most of the memory when it was much.
    mutating func dropAll() {
        start = last
        base = end
        dropped += frames.count
        let isLarge = bytes.capacity > 4096
        bytes.removeAll(keepingCapacity: !isLarge)
        frames.removeAll(keepingCapacity: !isLarge)
        marks.removeAll()
    }

    /// Where the first entry after a position begins, which is not before `start`.
    func offset(after position: Position) -> UInt64 {
        let index = frames.partition { $0.position > position }
        return index == 0 ? base : frames[index - 1].end
    }

    /// How many frames there ever were.
    var appended: Int { dropped + frames.count }

    /// How many of them lie wholly before an offset.
    func count(before offset: UInt64) -> Int {
        dropped + frames.partition { $0.end > offset }
    }

    /// The bytes between two offsets.
    func slice(_ range: Range<UInt64>) -> ArraySlice<UInt8> {
        bytes[Int(range.lowerBound - base)..<Int(range.upperBound - base)]
    }

    /// How far a reader without rights of its own may read who is at an offset and was let in at a
    /// position, and why its stream ends there, if it does.
    func stretch(from offset: UInt64, openedAt: Position) -> (end: UInt64, ending: Ending?) {
        for mark in marks where mark.end > offset && mark.position > openedAt {
            if mark.change.closesNode { return (mark.end, Ending(mark.change)) }
        }
        return (end, nil)
    }

    /// As far as the reader whose rights these are may read, and why its stream ends there, if it does.
    /// What is judged once need not be judged again, whoever keeps it.
    func stretch(for rights: inout Rights) -> (end: UInt64, ending: Ending?) {
        for mark in marks where mark.position > rights.judged {
            guard rights.outlast(mark.change, at: mark.position) else {
                return (mark.end, Ending(mark.change))
            }
        }
        return (end, nil)
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
