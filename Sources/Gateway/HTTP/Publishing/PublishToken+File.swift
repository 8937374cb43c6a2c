import Glibc
public import Logging

extension PublishToken {
    /// Why there is no token.
    public enum FileError: Error, Sendable, Hashable, CustomStringConvertible {
        /// The system's error number says why.
        case unreadable(path: String, errorNumber: Int32)
        case unwritable(path: String, errorNumber: Int32)
        /// There is something else in it.
        case malformed(path: String)

        /// One sentence for the operator.
        public var description: String {
            switch self {
            case .unreadable(let path, let number):
                "The publish token \(path) cannot be read: \(String(cString: strerror(number)))."
            case .unwritable(let path, let number):
                "The publish token \(path) cannot be written: \(String(cString: strerror(number)))."
            case .malformed(let path):
                "The publish token \(path) is not one line of at least 16 characters without "
                    + "blanks: delete the file, and a new token is made at the next start."
            }
        }
    }

    /// Reads the token of a data folder, or makes one that only this user can read.
    ///
    /// - Parameter folder: is there already.
    public init(inFolder folder: String, logger: Logger) throws(FileError) {
        let path = "\(folder)/\(Self.fileName)"
        if let token = try Self.read(path, logger: logger) {
            self = token
        } else {
            self = try Self.make(path)
        }
    }

    /// - Returns: `nil` where there is no file.
    private static func read(_ path: String, logger: Logger) throws(FileError) -> PublishToken? {
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
        guard lines.count == 1, let token = lines.first, token.utf8.count >= 16,
            token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw .malformed(path: path) }
        return PublishToken(String(token))
    }

    /// The file appears under its name only when it is whole: a crash leaves no half token behind.
    private static func make(_ path: String) throws(FileError) -> PublishToken {
        let token = random()
        let draft = path + ".new"
        unlink(draft)
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .unwritable(path: path, errorNumber: errno) }
        let line = Array((token + "\n").utf8)
        let isWritten = write(file, line, line.count) == line.count && fsync(file) == 0
        let number = errno
        close(file)
        guard isWritten else { throw .unwritable(path: path, errorNumber: number) }
        guard rename(draft, path) == 0 else { throw .unwritable(path: path, errorNumber: errno) }
        return PublishToken(token)
    }

    /// 32 random bytes in hexadecimal.
    private static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<32).map { _ in
            let byte = String(UInt8.random(in: 0...255, using: &generator), radix: 16)
            return byte.count == 1 ? "0" + byte : byte
        }.joined()
    }
}
