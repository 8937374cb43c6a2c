import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Keeps a data folder for one process: SQLite itself would let two write in turns, and each would
/// give out the same positions.
///
/// The lock belongs to the open file, so it ends with the process however that ends.
final class FolderLock: Sendable {
    /// `nil` once it is released.
    private let descriptor: Mutex<CInt?>

    /// Makes the folder if need be, for the owner's eyes only, and takes it.
    ///
    /// - Throws: `JournalError.locked` when somebody has it.
    init(folder: String) throws(JournalError) {
        if mkdir(folder, 0o700) != 0, errno != EEXIST {
            throw Self.error(errno, at: folder)
        }
        let path = folder + "/journal.lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.error(errno, at: path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            let holder = Self.holder(named: descriptor)
            close(descriptor)
            throw reason == EWOULDBLOCK
                ? .locked(path: folder, by: holder) : Self.error(reason, at: path)
        }
        self.descriptor = Mutex(descriptor)
        let name = "\(getpid())\n"
        // Only for the message above: a full disk may cut it, and the lock holds all the same.
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, name, name.utf8.count, 0)
    }

    deinit {
        release()
    }

    /// Lets others have the folder.
    func release() {
        descriptor.withLock { descriptor in
            if let open = descriptor { close(open) }
            descriptor = nil
        }
    }

    /// Makes the database's file, for the owner's eyes only; SQLite gives its log the same rights.
    func createFile(at path: String) throws(JournalError) {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Self.error(errno, at: path) }
        close(file)
    }

    /// The process id that the holder has written.
    private static func holder(named descriptor: CInt) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes[..<count], as: UTF8.self).prefix { $0.isNumber })
    }

    private static func error(_ code: CInt, at path: String) -> JournalError {
        switch code {
        case EACCES, EPERM, EROFS: .readOnly(path: path)
        case ENOSPC, EDQUOT: .full(path: path)
        default: .unavailable("\(path): \(String(cString: strerror(code)))")
        }
    }
}
