import Glibc
import Journaling
import NIOCore

/// How the process ends when it cannot go on: a code of sysexits(3), and one sentence that says what
/// to change.
public struct ExitStatus: Sendable, Hashable {
    /// Between 64 and 78.
    public var code: Int32
    /// One sentence for the operator.
    public var explanation: String

    /// The configuration is wrong.
    public static let configuration = EX_CONFIG

    /// - Parameter listen: where the listener was to bind.
    public init(_ error: any Error, listen: Endpoint) {
        explanation = "\(error)"
        switch error {
        case is ConfigurationError:
            code = EX_CONFIG
        case let error as JournalError:
            code = Self.code(of: error)
        case PublishToken.FileError.malformed:
            code = EX_DATAERR
        case is PublishToken.FileError:
            code = EX_NOPERM
        case let error as IOError where error.errnoCode == EADDRINUSE:
            code = EX_UNAVAILABLE
            explanation =
                "Another program listens on \(listen): stop it, or choose another "
                + "address by http.listen or --listen."
        case let error as IOError where error.errnoCode == EADDRNOTAVAIL:
            code = EX_CONFIG
            explanation = "This machine has no address \(listen.host): change http.listen."
        case let error as IOError where error.errnoCode == EACCES:
            code = EX_NOPERM
            explanation =
                "This user may not listen on \(listen): choose a port above 1023 by "
                + "http.listen or --listen."
        case is SocketAddressError, is SocketAddressError.UnknownHost:
            code = EX_CONFIG
            explanation = "There is no host called \(listen.host): change http.listen."
        default:
            code = EX_SOFTWARE
        }
    }

    private static func code(of error: JournalError) -> Int32 {
        switch error {
        case .locked: EX_TEMPFAIL
        case .corrupt, .tooNew: EX_DATAERR
        case .readOnly: EX_NOPERM
        case .full, .unavailable: EX_IOERR
        case .misplaced, .closed: EX_SOFTWARE
        }
    }
}
