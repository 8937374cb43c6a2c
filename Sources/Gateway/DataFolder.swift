import Foundation

/// The folder of the journal and of Sluice's own secrets.
enum DataFolder {
    /// Why it cannot be made. `Format.writableFolder` finds most of it out earlier, but not what only
    /// trying tells, as in `/proc`.
    struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        var path: String
        /// What the system says.
        var cause: POSIXErrorCode

        /// One sentence for the operator.
        var description: String {
            let reason = String(cString: strerror(cause.rawValue))
            return "The folder '\(path)' for the data cannot be made: \(reason). "
                + "Choose another by data or --data."
        }
    }

    /// Makes it, and those above it, for this user's eyes only, unless it is there.
    ///
    /// - Throws: `Failure`
    static func make(at path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch let error as CocoaError {
            guard let cause = error.underlying as? POSIXError else { throw error }
            throw Failure(path: path, cause: cause.code)
        }
    }
}
