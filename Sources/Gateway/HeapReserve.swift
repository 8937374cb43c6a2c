/// When it is worth while to give back to the system what the heap holds in reserve.
///
/// A crowd that comes at once takes several times the memory that it needs once it is there, and the allocator
/// keeps what it had. To give that back costs whoever allocates meanwhile some time, and a heap that
/// grows again takes its pages anew. So it is done after a burst, not in it: when memory has grown
/// noticeably since the last time, and has stopped growing.
struct HeapReserve: Sendable, Equatable {
    /// What was resident at the last look, in bytes.
    private var seen: Int
    /// The least that was resident since the last time, in bytes.
    private var settled: Int

    /// Less than this is not worth a look at the whole heap.
    private static let leastGrowth = 1 << 20

    /// - Parameter resident: what is resident now, in bytes, without pages of files.
    init(resident: Int) {
        seen = resident
        settled = resident
    }

    /// A look, some seconds after the last one.
    ///
    /// - Returns: `true`: it is to be given back now; `givenBack` is to follow.
    mutating func isDue(resident: Int) -> Bool {
        let isCalm = resident < seen + Self.leastGrowth / 4
        seen = resident
        settled = min(settled, resident)
        return isCalm && resident - settled >= max(Self.leastGrowth, settled / 16)
    }

    /// It was given back.
    mutating func givenBack(resident: Int) {
        seen = resident
        settled = resident
    }
}
