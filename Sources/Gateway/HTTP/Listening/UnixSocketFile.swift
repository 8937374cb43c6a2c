import Glibc
import NIOCore

/// The file of a Unix-domain socket.
struct UnixSocketFile: Sendable {
    let path: String

    /// Makes the file, and a socket that listens there and may be connected to by whom the mode allows.
    /// A file that a dead process left is removed first.
    ///
    /// - Returns: the caller's to close.
    /// - Throws: `IOError`; EADDRINUSE where somebody listens there, or the file is no socket.
    func listen(mode: mode_t) throws -> Int32 {
        removeStale()
        let descriptor = try Self.makeSocket()
        do {
            try withAddress { address, size in
                try Self.check(bind(descriptor, address, size), "bind")
            }
            // Before it listens, nobody can connect.
            try Self.check(chmod(path, mode), "chmod")
            try Self.check(Glibc.listen(descriptor, 4096), "listen")
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        return descriptor
    }

    /// Removes the file.
    func remove() {
        unlink(path)
    }

    private func removeStale() {
        var information = stat()
        guard lstat(path, &information) == 0, information.st_mode & S_IFMT == S_IFSOCK,
            let descriptor = try? Self.makeSocket()
        else { return }
        defer { Glibc.close(descriptor) }
        let isRefused =
            (try? withAddress { address, size in
                connect(descriptor, address, size) != 0 && errno == ECONNREFUSED
            }) ?? false
        if isRefused { remove() }
    }

    private static func makeSocket() throws -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_UNIX, type, 0)
        try check(descriptor, "socket")
        return descriptor
    }

    private static func check(_ result: Int32, _ call: String) throws {
        guard result >= 0 else { throw IOError(errnoCode: errno, reason: call) }
    }

    private func withAddress<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Result
    ) throws -> Result {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        try withUnsafeMutableBytes(of: &address.sun_path) { target in
            guard bytes.count < target.count else {
                throw IOError(errnoCode: ENAMETOOLONG, reason: "bind")
            }
            target.copyBytes(from: bytes)
        }
        return try withUnsafePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
