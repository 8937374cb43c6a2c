import Foundation
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

    /// - Parameter error: what `Server.run` threw.
    public init(_ error: any Error) {
        explanation = "\(error)"
        switch error {
        case is ConfigurationError:
            code = EX_CONFIG
        case let error as JournalError:
            code = Self.code(of: error)
        case SecretFile.Failure.malformed:
            code = EX_DATAERR
        case is SecretFile.Failure:
            code = EX_NOPERM
        case let failure as DataFolder.Failure:
            code = [.ENOSPC, .EDQUOT, .EIO].contains(failure.cause) ? EX_IOERR : EX_CONFIG
        case let failure as ListenFailure:
            (code, explanation) = Self.meaning(of: failure)
        case is CertificateFiles.Fault, is ActivatedSockets.Unencrypted:
            code = EX_CONFIG
        default:
            code = EX_SOFTWARE
        }
    }

    private static func meaning(of failure: ListenFailure) -> (Int32, String) {
        let (address, key) = (failure.address, failure.key)
        switch failure.cause {
        case let error as IOError where error.errnoCode == EADDRINUSE:
            return (
                EX_UNAVAILABLE,
                "Another program listens on \(address): stop it, or choose another address by "
                    + "\(ways(to: key))."
            )
        case let error as IOError where error.errnoCode == EADDRNOTAVAIL:
            return (
                EX_CONFIG, "This machine has no address \(host(address)): change \(ways(to: key))."
            )
        case let error as IOError where error.errnoCode == EACCES:
            let advice =
                address.endpoint == nil ? "a folder where it may write" : "a port above 1023"
            return (
                EX_NOPERM,
                "This user may not listen on \(address): choose \(advice) by \(ways(to: key))."
            )
        case let error as IOError where error.errnoCode == ENOENT:
            return (
                EX_CONFIG, "There is no folder for the socket \(address): change \(ways(to: key))."
            )
        case is SocketAddressError, is SocketAddressError.UnknownHost:
            return (EX_CONFIG, "There is no host called \(host(address)): change \(ways(to: key)).")
        default:
            return (EX_SOFTWARE, failure.description)
        }
    }

    private static func host(_ address: ListenAddress) -> String {
        address.endpoint?.host ?? "\(address)"
    }

    private static func ways(to key: String) -> String {
        key == "http.listen" ? "http.listen or --listen" : key
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
