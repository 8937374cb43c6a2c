import PubSub

/// The readers of one selection in one loop, and the frames that some of them still need.
///
/// A frame stays until every member has it, or until the ring is at its bound; then readers who still
/// need it read the journal. A ring without lagging members is empty.
final class Ring {
    let selection: Selection
    let encoder: FrameEncoder
    var buffer: FrameBuffer
    /// The seats of its readers.
    private(set) var members: [Int32] = []
    /// How many of them have sinks.
    var sinks = 0
    /// Members that the frames are kept for.
    var pins = 0
    /// Members that have rights of their own.
    var holders = 0
    /// The last change of rights that is not marked in the buffer, because no member had any: who needs
    /// it reads the journal.
    var unmarked = Position.start
    /// Members whose response ends when something was sent.
    var polls = 0
    /// What was offered to every member; frames after it were not sent yet.
    var flushed: UInt64 = 0
    /// A mark was made that members have not met yet.
    var isMarked = false
    /// Members that join at an entry which has not come yet.
    var early: [Int32] = []
    /// The pages of the journal that members wait for, by the position that they begin after.
    var pages: [Position: UInt64] = [:]

    init(_ selection: Selection, epoch: String, head: Position) {
        self.selection = selection
        encoder = FrameEncoder(
            epoch: epoch, format: selection.format, framing: selection.framing)
        buffer = FrameBuffer(start: head)
    }

    /// It has frames that were not sent yet, or changes of rights that were not met.
    var isDirty: Bool { flushed < buffer.end || isMarked }

    /// Notes a change of rights that may concern a member.
    func mark(_ entry: Entry) {
        guard entry.change.concernsRights else { return }
        if holders > 0 || entry.change.closesNode {
            buffer.mark(entry.change, at: entry.position)
            isMarked = true
        } else {
            unmarked = entry.position
        }
    }

    /// Takes a member in and returns its place in the list.
    func add(_ seat: Int32) -> Int32 {
        members.append(seat)
        return Int32(members.count - 1)
    }

    /// Takes a member out. The last one gets its place in the list: returns who that is, if anybody.
    func remove(at place: Int32) -> Int32? {
        let last = members.removeLast()
        guard Int(place) < members.count else { return nil }
        members[Int(place)] = last
        return last
    }
}
