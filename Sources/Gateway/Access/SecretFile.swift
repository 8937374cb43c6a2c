import Glibc
import Logging

/// A secret of Sluice's own in the data folder: made at the first start, readable by its user alone.
public enum SecretFile {
    /// Why there is no secret.
    public enum Failure: Error, Sendable, Hashable, CustomStringConvertible {
        /// The system's error number says why.
        case unreadable(path: String, errorNumber: Int32)
        case unwritable(path: String, errorNumber: Int32)
        /// There is something else in it.
        case malformed(path: String, leastCharacters: Int)

        /// One sentence for the operator.
        public var description: String {
            switch self {
            case .unreadable(let path, let number):
                "The secret in \(path) cannot be read: \(String(cString: strerror(number)))."
            case .unwritable(let path, let number):
                "The secret in \(path) cannot be written: \(String(cString: strerror(number))). "
                    + "Make its folder writable for this user, or choose another by data or --data."
            case .malformed(let path, let least):
                "The secret in \(path) is not one line of at least \(least) characters without "
                    + "blanks: delete the file, and a new one is made at the next start."
            }
        }
    }

    /// Reads a secret, or makes one that only this user can read.
    ///
    /// - Parameter folder: is there already.
    static func secret(
        _ name: String, inFolder folder: String, leastCharacters: Int = 16, logger: Logger
    ) throws(Failure) -> Secret {
        let path = "\(folder)/\(name)"
        guard let secret = try read(path, logger: logger) else { return try make(path) }
        guard secret.value.utf8.count >= leastCharacters else {
            throw .malformed(path: path, leastCharacters: leastCharacters)
        }
        return secret
    }

    /// - Returns: `nil` where there is no file, an empty one where something else is in it.
    private static func read(_ path: String, logger: Logger) throws(Failure) -> Secret? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            guard errno == ENOENT else { throw .unreadable(path: path, errorNumber: errno) }
            return nil
        }
        defer { close(file) }
        var status = stat()
        if fstat(file, &status) == 0, status.st_mode & 0o077 != 0 {
            logger.warning("\(path) can be read by others: chmod 600 \(path)")
        }
        let capacity = 4096
        var count = 0
        let text = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { buffer in
            count = Glibc.read(file, buffer.baseAddress, capacity)
            return String(decoding: buffer[..<max(0, count)], as: UTF8.self)
        }
        guard count >= 0 else { throw .unreadable(path: path, errorNumber: errno) }
        let lines = text.split(whereSeparator: \.isNewline)
        guard lines.count == 1, let secret = lines.first,
            secret.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return Secret("") }
        return Secret(String(secret))
    }

    /// The file appears under its name only when it is whole: a crash leaves no half secret behind.
    private static func make(_ path: String) throws(Failure) -> Secret {
        let secret = random()
        let draft = path + ".new"
        unlink(draft)
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .unwritable(path: path, errorNumber: errno) }
        let line = Array((secret + "\n").utf8)
        let isWritten = write(file, line, line.count) == line.count && fsync(file) == 0
        let number = errno
        close(file)
        guard isWritten else { throw .unwritable(path: path, errorNumber: number) }
        guard rename(draft, path) == 0 else { throw .unwritable(path: path, errorNumber: errno) }
        return Secret(secret)
    }

    /// 32 random bytes in hexadecimal.
    static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<32).map { _ in
            let byte = String(UInt8.random(in: 0...255, using: &generator), radix: 16)
            return byte.count == 1 ? "0" + byte : byte
        }.joined()
    }
}
