import Foundation

/// A small disk in memory, to fill or to write-protect. Only root can have one, and only on Linux.
struct Tmpfs {
    static let isPossible: Bool = {
        guard let folder = try? TemporaryFolder(),
            let disk = try? Tmpfs(at: folder.path, size: "1m")
        else { return false }
        disk.unmount()
        return true
    }()

    private let path: String

    init(at path: String, size: String) throws {
        self.path = path
        #if os(Linux)
            guard mount("tmpfs", path, "tmpfs", 0, "size=\(size)") == 0 else {
                throw POSIXError(.EPERM)
            }
        #else
            throw POSIXError(.ENOTSUP)
        #endif
    }

    func makeReadOnly() throws {
        #if os(Linux)
            let flags = UInt(MS_REMOUNT | MS_RDONLY)
            guard mount("tmpfs", path, "tmpfs", flags, nil) == 0 else { throw POSIXError(.EPERM) }
        #endif
    }

    func unmount() {
        #if os(Linux)
            umount2(path, CInt(MNT_DETACH))
        #endif
    }
}
