import CKernel
import Glibc

/// What only the start needs of memory, given back to the system once it is over.
enum StartupMemory {
    /// Gives back what the heap holds in reserve after the state has been read, and takes the
    /// executable's code out of the process. Code that is needed again comes back page by page
    /// from the system's cache, without the disk.
    static func release() {
        malloc_trim(0)
        for segment in readOnlySegments {
            // Where this fails, all is as before.
            madvise(
                UnsafeMutableRawPointer(mutating: segment.baseAddress), segment.count, MADV_DONTNEED
            )
        }
    }

    /// The parts of the executable that are as in its file. Data and what the dynamic linker has
    /// adjusted are not among them: there, the pages are the process's own.
    private static var readOnlySegments: [UnsafeRawBufferPointer] {
        let address = getauxval(UInt(AT_PHDR))
        let headers = UnsafeBufferPointer(
            start: UnsafePointer<Elf64_Phdr>(bitPattern: address),
            count: Int(getauxval(UInt(AT_PHNUM))))
        guard let own = headers.first(where: { $0.p_type == UInt32(PT_PHDR) }) else { return [] }
        let base = address - UInt(own.p_vaddr)
        let page = UInt(getpagesize())
        return headers.filter { $0.p_type == UInt32(PT_LOAD) && $0.p_flags & UInt32(PF_W) == 0 }
            .map { segment in
                let start = (base + UInt(segment.p_vaddr)) / page * page
                let end = base + UInt(segment.p_vaddr + segment.p_memsz)
                return UnsafeRawBufferPointer(
                    start: UnsafeRawPointer(bitPattern: start), count: Int(end - start))
            }
    }
}
